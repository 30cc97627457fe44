package io.rangecast.jmh.rivals.notify;

/**
 * What the comparison asks of everything that tells listeners of ranges which are about to change: the candidate, and
 * what its users would write themselves. A listener is told in the thread that changes, by a callback, or in a thread of
 * its own, and can see at any time whether a change of its range is under way.
 *
 * @param <H> by which a listener is taken out again
 */
public interface InvalidationBus<H> {
    /** How threads wait. */
    enum Waiting {
        /** For nothing but time: each has a core of its own. */
        SPINNING,
        /** As one does who shares cores with others. */
        SHARING
    }

    /**
     * Adds a listener that is called.
     *
     * @param start first byte
     * @param end the byte after the last
     * @param callback called in the thread that changes
     * @return the handle for {@link #unsubscribe}
     */
    H subscribe(long start, long end, RangeCallback callback);

    /**
     * Adds a listener in a thread of its own.
     *
     * @param start first byte
     * @param end the byte after the last
     * @param inbox of this bus, polled by that thread
     * @return the handle for {@link #unsubscribe}
     */
    H subscribe(long start, long end, BusInbox inbox);

    /**
     * Takes a listener out.
     *
     * @param handle what {@code subscribe} returned, once
     */
    void unsubscribe(H handle);

    /**
     * The inbox of a listening thread.
     *
     * @param callback called by {@link BusInbox#poll}
     * @param waiting how the thread waits between polls
     * @return for as many subscriptions as one likes
     */
    BusInbox newInbox(RangeCallback callback, Waiting waiting);

    /**
     * A handle for a thread that changes.
     *
     * @param waiting how it waits for the listening threads
     * @return for that thread alone
     */
    BusProducer newProducer(Waiting waiting);
}
