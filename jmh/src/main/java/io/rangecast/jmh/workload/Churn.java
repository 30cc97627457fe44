package io.rangecast.jmh.workload;

import io.rangecast.jmh.rivals.IntervalIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Fills a structure as its users do: in random order, and with comings and goings after that, so that it has the shape
 * of one in use and not that of one just built.
 *
 * <p>The steps follow from the workload and the seed alone. After the same number of steps all structures hold the same
 * ranges, and must answer alike. Used by one thread; two threads use one each, with shares of the workload's numbers.
 *
 * @param <H> how the structure names what it holds
 */
public final class Churn<H> {
    private final IntervalIndex<H> index;
    private final IntervalWorkload workload;
    private final List<H> held;
    private final SplittableRandom random;
    private final int share;
    private final int shares;
    private long next;

    /**
     * Nothing is inserted yet.
     *
     * @param index to fill, used by nobody else or thread-safe
     * @param workload what to insert
     * @param seed of the choices
     */
    public Churn(IntervalIndex<H> index, IntervalWorkload workload, long seed) {
        this(index, workload, seed, 0, 1);
    }

    /**
     * One of several that fill the same structure.
     *
     * @param index to fill, thread-safe
     * @param workload what to insert
     * @param seed of the choices
     * @param share which this is, from 0
     * @param shares how many there are; each holds that part of the size
     */
    public Churn(IntervalIndex<H> index, IntervalWorkload workload, long seed, int share, int shares) {
        this.index = index;
        this.workload = workload;
        this.random = new SplittableRandom(seed + share);
        this.share = share;
        this.shares = shares;
        this.held = new ArrayList<>(workload.size() / shares);
    }

    /**
     * Fills a structure.
     *
     * @param index to fill, empty
     * @param workload what to insert
     * @param seed of the choices
     * @param <X> the structure
     * @param <H> its handles
     * @return the structure
     */
    public static <X extends IntervalIndex<H>, H> X filled(X index, IntervalWorkload workload, long seed) {
        new Churn<>(index, workload, seed).fill();
        return index;
    }

    /**
     * Inserts this share, then replaces half of it.
     *
     * @return this
     */
    public Churn<H> fill() {
        int size = workload.size() / shares;
        while (held.size() < size) {
            held.add(index.insert(workload.interval(number())));
        }
        for (int i = 0; i < size / 2; i++) {
            replaceOne();
        }
        return this;
    }

    /** Takes out a random one and puts in another: one step. */
    public void replaceOne() {
        int victim = random.nextInt(held.size());
        index.remove(held.get(victim));
        held.set(victim, index.insert(workload.interval(number())));
    }

    /**
     * How many were inserted so far; structures with equal numbers hold the same.
     *
     * @return the number of insertions
     */
    public long inserted() {
        return next;
    }

    private long number() {
        return next++ * shares + share;
    }
}
