package io.rangecast.aeron;

import io.rangecast.ranges.Interval;

/**
 * A range of which a {@link PeerMirror} is told by the home, and so where its readers may begin. {@link #close} gives it up.
 */
public final class Cover implements AutoCloseable {
    enum Step {
        /** The home does not know of it. */
        WANTED,
        ASKED,
        READY,
        /** Readers are BUSY there; the home is told when all have let go. */
        LEAVING,
        /** The home is told, and has not answered. */
        LEFT
    }

    private final long id;
    private final long start;
    private final long end;

    /** Written by the mirror's agent. */
    private volatile Step step = Step.WANTED;

    private volatile boolean closed;

    Cover(long id, long start, long end) {
        this.id = id;
        this.start = start;
        this.end = end;
    }

    long id() {
        return id;
    }

    /**
     * Returns where it begins.
     *
     * @return first byte, unsigned
     */
    public long start() {
        return start;
    }

    /**
     * Returns where it ends.
     *
     * @return the byte after the last, unsigned
     */
    public long end() {
        return end;
    }

    Step step() {
        return step;
    }

    void step(Step next) {
        step = next;
    }

    boolean isClosed() {
        return closed;
    }

    /**
     * Returns whether the home tells this process of the range. Readers that begin get BUSY until then. Any thread.
     *
     * @return a look: the home may be lost the next moment
     */
    public boolean isReady() {
        return step == Step.READY;
    }

    /**
     * Gives the range up: readers get BUSY there, unless another cover is over it, threads are told to let go, and when they have
     * the home does not wait for this process because of it any more. Any thread; does not wait. A second call does nothing.
     */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "cover " + Interval.toString(start, end);
    }
}
