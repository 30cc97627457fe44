package io.rangecast.jmh.workload;

import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.RangeCallback;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Ranges to start, among subscriptions to every second page.
 *
 * @param starts where each begins; their number is a power of two
 * @param length of each, in bytes
 */
public record PageProbes(long[] starts, long length) {
    /** How long a page is, in bytes. */
    public static final long PAGE = 4096;

    /** How many there are: enough that a large structure is not in the caches by chance. */
    public static final int COUNT = 1 << 14;

    /**
     * Each hits a number of subscriptions, somewhere.
     *
     * @param hits how many
     * @param subscriptions how many there are
     * @param seed of the choice
     * @return the ranges
     */
    public static PageProbes hitting(int hits, int subscriptions, long seed) {
        return random(subscriptions - hits + 1, 0, (2 * hits - 1) * PAGE, seed);
    }

    /**
     * Each is a page between two subscriptions.
     *
     * @param subscriptions how many there are
     * @param seed of the choice
     * @return the ranges
     */
    public static PageProbes missing(int subscriptions, long seed) {
        return random(Math.max(1, subscriptions), PAGE, PAGE, seed);
    }

    private static PageProbes random(int places, long offset, long length, long seed) {
        return new PageProbes(
                new SplittableRandom(seed)
                        .ints(COUNT, 0, places)
                        .mapToLong(i -> 2 * PAGE * i + offset)
                        .toArray(),
                length);
    }

    /**
     * The same, further up.
     *
     * @param subscription how many subscriptions further
     * @return the ranges
     */
    public PageProbes from(int subscription) {
        return new PageProbes(
                LongStream.of(starts)
                        .map(start -> start + 2 * PAGE * subscription)
                        .toArray(),
                length);
    }

    /**
     * Where one begins.
     *
     * @param i its number; after the last comes the first
     * @return its first byte
     */
    public long start(int i) {
        return starts[i & (starts.length - 1)];
    }

    /**
     * Where one ends.
     *
     * @param i its number
     * @return the byte after its last
     */
    public long end(int i) {
        return start(i) + length;
    }

    /**
     * Subscribes a callback to each page that there is a subscription to.
     *
     * @param bus to subscribe at
     * @param subscriptions how many
     * @param seed of their order
     * @param callback what is called
     */
    public static void subscribe(InvalidationBus<?> bus, int subscriptions, long seed, RangeCallback callback) {
        forEachPage(subscriptions, seed, page -> bus.subscribe(page, page + PAGE, callback));
    }

    /**
     * Subscribes a thread to each of them.
     *
     * @param bus to subscribe at
     * @param subscriptions how many
     * @param seed of their order
     * @param inbox of the thread
     */
    public static void subscribe(InvalidationBus<?> bus, int subscriptions, long seed, BusInbox inbox) {
        forEachPage(subscriptions, seed, page -> bus.subscribe(page, page + PAGE, inbox));
    }

    /** In a random order, as programs do: neighbours in space are none in memory. */
    private static void forEachPage(int count, long seed, LongConsumer action) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int page : order) {
            action.accept(2 * PAGE * page);
        }
    }
}
