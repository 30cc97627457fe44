package io.rangecast.notifier;

import io.rangecast.records.SpscRecordRing;

/**
 * The records of one producer for one subscriber, in order: a small ring, and behind it a larger one if that was full,
 * until as many records fit as the subscriber wants. So the many pairs that send one record at a time take little memory.
 *
 * <pre>
 *   producer                                      subscriber
 *   1 publish the last record in ring r  (r)      a peek in r: none        (a)
 *   2 r.next := n                        (v)      b r.next: n              (v)
 *   3 publish in n                       (r)      c peek in r: still none  (a)
 *                                                 d n.previous := null     (v), and on in n
 *
 *   required: once d is done, all records of r are released.
 * </pre>
 *
 * <p>Nothing is published in r behind 2. So b finds n only when 1 is before c, and what c does not find was released.
 * A thread that asks for a record that is older than the last ring finds the one it is in, or that d is done.
 *
 * <p>{@link #grow} allocates direct memory, for which the JDK makes a thread sleep if there is none. So it is called while
 * the producer has no slot open, where others might wait for it; and after it has failed not again for some time.
 * Everything else is wait-free and allocates nothing.
 */
final class RecordRings {
    static final int FIRST_RECORDS = 8;

    private static final int GROWTH = 4;

    private static final long SHORT_NANOS = 10_000_000_000L;

    /** Whether direct memory was not to be had, and until when nobody asks again; of all producers. */
    private static volatile boolean memoryIsShort;

    private static volatile long shortUntil;

    private static final class Link {
        /** None in the first, which stands before all records. */
        final SpscRecordRing ring;

        /** The number of the last record before this ring. */
        final long base;

        volatile Link next;

        /** Null once all records before this ring are released. */
        volatile Link previous;

        Link(SpscRecordRing ring, long base, Link previous) {
            this.ring = ring;
            this.base = base;
            this.previous = previous;
        }
    }

    private final int limit;

    /** Producer's: where it publishes. Read by any thread that asks for a record. */
    private volatile Link last = new Link(null, 0, null);

    /** Subscriber's: where it takes. */
    private Link first = last;

    /** Empty, without a ring; for at most so many records that are not released. */
    RecordRings(int limit) {
        this.limit = limit;
    }

    // ---- the producer

    /** Whether so many records more fit, or there can be no room for more. */
    boolean hasRoom(int records) {
        SpscRecordRing ring = last.ring;
        boolean fits = ring != null && (records == 1 ? ring.claim() != SpscRecordRing.NONE : ring.hasRoom(records));
        return fits || !canGrow(ring);
    }

    private boolean canGrow(SpscRecordRing ring) {
        return (ring == null || ring.capacity() < limit) && !isMemoryShort();
    }

    private static boolean isMemoryShort() {
        return memoryIsShort && System.nanoTime() - shortUntil < 0;
    }

    /**
     * Makes room for so many records, as far as the limit allows.
     *
     * @throws OutOfMemoryError if there is no memory; nobody tries again for some time then
     */
    void grow(int records) {
        try {
            SpscRecordRing full = last.ring;
            int capacity = Math.min(full == null ? FIRST_RECORDS : GROWTH * full.capacity(), limit);
            while (capacity < records && capacity < limit) {
                capacity = Math.min(GROWTH * capacity, limit);
            }
            goOnIn(new SpscRecordRing(capacity));
        } catch (OutOfMemoryError error) {
            shortUntil = System.nanoTime() + SHORT_NANOS;
            memoryIsShort = true;
            throw error;
        }
    }

    /** Steps 2 and 3. */
    void goOnIn(SpscRecordRing ring) {
        Link full = last;
        boolean isFirst = full.ring == null;
        Link more = new Link(ring, isFirst ? 0 : full.base + full.ring.published(), isFirst ? null : full);
        full.next = more; // no call between these two: records behind either alone would be lost
        last = more;
    }

    /** The slot for the next record in {@link #publishing}, or {@link SpscRecordRing#NONE} if there is no room. */
    int claim() {
        Link link = last;
        if (link.ring == null || link.previous != null && !isReleased(link.base + link.ring.published() + 1 - limit)) {
            return SpscRecordRing.NONE;
        }
        return link.ring.claim();
    }

    SpscRecordRing publishing() {
        return last.ring;
    }

    /** Publishes the claimed slot; returns the record's number. */
    long publish() {
        Link link = last;
        return link.base + link.ring.publish();
    }

    // ---- any thread

    /** Whether a record is released, and all before it. */
    boolean isReleased(long number) {
        Link link = last;
        while (number <= link.base) {
            Link previous = link.previous;
            if (previous == null) {
                return true;
            }
            link = previous;
        }
        return link.ring != null && link.ring.isReleased(number - link.base);
    }

    /** Whether a record waits. By the subscriber, and by threads that poll a subscriber of another's. */
    boolean hasRecords() {
        for (Link link = first; link != null; link = link.next) {
            if (peek(link) != SpscRecordRing.NONE) {
                return true;
            }
        }
        return false;
    }

    private static int peek(Link link) {
        return link.ring == null ? SpscRecordRing.NONE : link.ring.peek();
    }

    // ---- the subscriber

    /** The slot of the oldest record in {@link #taking}, or {@link SpscRecordRing#NONE}. */
    int peek() {
        while (true) {
            Link link = first;
            int slot = peek(link);
            Link next = link.next;
            if (slot != SpscRecordRing.NONE || next == null) {
                return slot;
            }
            slot = peek(link); // again: the last record of this ring may have come just before the next ring
            if (slot != SpscRecordRing.NONE) {
                return slot;
            }
            next.previous = null; // no call between these two
            first = next;
        }
    }

    SpscRecordRing taking() {
        return first.ring;
    }

    /** The number of the last record before {@link #taking}. */
    long base() {
        return first.base;
    }
}
