package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The records of one subscriber that its handler has deferred and nobody has completed yet. A record is deferred as long
 * as it stands in a slot here; that the position of its ring, or the number of its batch, has gone past it does not
 * acknowledge it then.
 *
 * <pre>
 *   subscriber (handler, then Inbox)                completer, any thread
 *   1 slot := d                          (v)        a those who were asked have let go
 *   2 the handler returns                           b slot: d := null                 (v, compare-and-set)
 *   3 d.record := number, d.inbox := it  (v)        c full fence
 *   4 the record is released             (r)        d d.inbox (v)? wake its producer
 *
 *   producer
 *   5 released?                          (a)
 *   6 is there no slot with that record? (v)
 *
 *   required: 5 and 6 both say yes only behind a, and who sleeps is woken by b or 4, the later of them.
 * </pre>
 *
 * <p>4 is behind 1 and 3, so a producer that finds the record released finds the slot, as long as b has not been; and if b has
 * been, a happened before 6. If d misses 3, b is before 3 in the order of volatile accesses, and so before 4, whose wake-up
 * follows. A handler that throws has its deferral withdrawn, as its record is not released and comes again: nothing is
 * ever released between 3 and a failure. An error that strikes between 3 and 4 leaves the record deferred, and it
 * comes again: it is acknowledged when both are over.
 *
 * <p>All slots are looked through, but only by those who ask for a record of an inbox that has ever had a deferred one,
 * and up to the highest slot that was ever used: the first free one is taken, so these are as many as were deferred at
 * one time.
 */
final class Deferrals {
    /** The source of a record that is deferred. */
    interface Source {
        /** The one who may wait for the acknowledgement looks again. */
        void wakeProducer();
    }

    /** Of all subscribers, and never coming round: no ticket is taken for another. */
    private static final AtomicLong LAST = new AtomicLong();

    /** The low bits of a ticket say in which slot it stands. */
    private static final int SLOT_BITS = 16;

    private static final AtomicReferenceArray<Deferral> NONE = new AtomicReferenceArray<>(0);

    private static final class Deferral {
        final long ticket;
        final int spaceId;
        final long start;
        final long end;

        /** Above zero the number of a record, below zero that of a batch; written before the inbox. */
        long record;

        /** Since when it was waited for when somebody's time was over; 0 as long as that has not happened. */
        volatile long lateSince;

        /** Null as long as the handler has not returned, and for the record of an eviction, which is in none. */
        volatile Source inbox;

        Deferral(long ticket, int spaceId, long start, long end) {
            this.ticket = ticket;
            this.spaceId = spaceId;
            this.start = start;
            this.end = end;
        }

        boolean isOf(Source its, long number) {
            return inbox == its && record == number; // in this order
        }

        /** Any thread: whether it has been late for so many nanoseconds. */
        boolean isLateFor(long nanos) {
            long since = lateSince;
            return since != 0 && System.nanoTime() - since >= nanos;
        }

        boolean overlaps(int space, long from, long to) {
            return (space == 0 || spaceId == 0 || space == spaceId) // 0 stands for any
                    && Long.compareUnsigned(start, to) < 0
                    && Long.compareUnsigned(from, end) < 0;
        }
    }

    private final Subscriber subscriber;

    /** Made by the first deferral. */
    private volatile AtomicReferenceArray<Deferral> slots = NONE;

    /** No slot from here on was ever used. */
    private volatile int used;

    /** Whether one was ever late: else nobody who waits looks through them for that. */
    private volatile boolean lateOnce;

    /** Whether somebody has said that all who were asked are gone. */
    private volatile boolean gone;

    /** Subscriber's: the first ticket that the running handler has been given; 0 if none. */
    private long first;

    Deferrals(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    // ---- the subscriber

    /** Defers the record that is being handled; once more, if it was deferred already. Returns the ticket. */
    long defer(InvalidationRecord record) {
        AtomicReferenceArray<Deferral> all = slots;
        if (all == NONE) {
            all = new AtomicReferenceArray<>(subscriber.records());
            slots = all;
        }
        int free = 0;
        while (free < all.length() && all.get(free) != null) {
            free++;
        }
        if (free == all.length()) {
            throw new IllegalStateException(
                    subscriber + " has deferred 0x" + Integer.toHexString(free) + " records already; no more may wait");
        }
        long ticket = LAST.incrementAndGet() << SLOT_BITS | free;
        Deferral deferral = new Deferral(ticket, record.spaceId(), record.start(), record.end());
        record.deferred(true);
        if (first == 0) {
            first = ticket;
        }
        if (used <= free) {
            used = free + 1;
        }
        all.set(free, deferral);
        return ticket;
    }

    /**
     * The handler has returned: the one that it has deferred is a record of this inbox, which is going to be released.
     *
     * @param inbox null if it is in none
     * @param number above zero of the record, below zero of a batch
     */
    void confirm(Source inbox, long number) {
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; first != 0 && i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.ticket >= first) {
                deferral.record = number;
                deferral.inbox = inbox; // behind the number: pairs with isDeferred()
            }
        }
        first = 0;
    }

    /** The handler has thrown: the record that it has deferred comes again. */
    void withdraw() {
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; first != 0 && i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.ticket >= first) {
                all.compareAndSet(i, deferral, null);
            }
        }
        first = 0;
    }

    // ---- any thread

    /** False if there is no such ticket, any more. Wait-free. */
    boolean complete(long ticket) {
        AtomicReferenceArray<Deferral> all = slots;
        int slot = (int) ticket & (1 << SLOT_BITS) - 1;
        Deferral deferral = slot < all.length() ? all.get(slot) : null;
        if (deferral == null || deferral.ticket != ticket || !all.compareAndSet(slot, deferral, null)) {
            return false;
        }
        VarHandle.fullFence();
        Source inbox = deferral.inbox;
        if (inbox != null) {
            inbox.wakeProducer();
        }
        return !gone;
    }

    /** All who were asked are gone: no record waits for them any more. To be followed by waking the producers that wait. */
    void areGone() {
        gone = true;
    }

    /** Whether a record that is released is deferred; if not, all that was done before it was completed happened before. */
    boolean isDeferred(Source inbox, long number) {
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.isOf(inbox, number)) {
                return !gone;
            }
        }
        return false;
    }

    /** Whether one that is deferred is about a range; of any space if that is 0. */
    boolean overlap(int spaceId, long start, long end) {
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.overlaps(spaceId, start, end)) {
                return !gone;
            }
        }
        return false;
    }

    // ---- deadlines

    /**
     * A producer has waited since then in vain: if its record is deferred, it is late from now on. Returns whether it
     * is deferred, and was not late before.
     */
    boolean missDeadline(Source inbox, long number, long since) {
        boolean first = false;
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.isOf(inbox, number) && deferral.lateSince == 0) {
                deferral.lateSince = since | 1; // 0 stands for none
                lateOnce = true;
                first = true;
            }
        }
        return first;
    }

    /** A producer that waits: whether one about its range is late, and has been for so many nanoseconds. */
    boolean areLateWith(InvalidationRange range, long nanos) {
        if (!lateOnce) {
            return false;
        }
        AtomicReferenceArray<Deferral> all = slots;
        for (int i = 0; i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null
                    && deferral.isLateFor(nanos)
                    && deferral.overlaps(range.space().id(), range.start(), range.end())) {
                return !gone;
            }
        }
        return false;
    }

    /** Any thread: how long ago somebody began to wait for what is late; -1 if nothing is. */
    long lateNanos() {
        AtomicReferenceArray<Deferral> all = slots;
        long longest = -1;
        for (int i = 0; lateOnce && i < used; i++) {
            Deferral deferral = all.get(i);
            if (deferral != null && deferral.isLateFor(0) && !gone) {
                longest = Math.max(longest, System.nanoTime() - deferral.lateSince);
            }
        }
        return longest;
    }

    /** How many tickets are not completed. */
    int count() {
        AtomicReferenceArray<Deferral> all = slots;
        int count = 0;
        for (int i = 0; i < used; i++) {
            if (all.get(i) != null) {
                count++;
            }
        }
        return gone ? 0 : count;
    }
}
