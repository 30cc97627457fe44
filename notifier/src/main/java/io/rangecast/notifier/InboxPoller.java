package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/**
 * Takes records from the inboxes of one subscriber, for its thread. Each poll begins with another producer, so that none
 * starves another. All but the counters is that thread's only.
 *
 * <p>It extends the words that the thread writes at each poll, rather than hold them: a poll touches one line less.
 */
final class InboxPoller extends PaddedWords {
    private static final int TURN = 0;
    private static final int POLLING = 1;
    private static final int FAILING = 2;

    /** Written by the thread that polls, read by any. */
    private static final int RECORDS = 3;

    private static final int FAILURES = 4;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Subscriber subscriber;
    private final InvalidationRecord record;

    InboxPoller(Subscriber subscriber) {
        super(5);
        this.subscriber = subscriber;
        this.record = new InvalidationRecord(subscriber);
    }

    /**
     * Takes records from those that have rung, and returns how many.
     *
     * @param limitOfEach how many at most from one inbox, if every inbox is looked into
     * @throws IllegalStateException if called by the handler
     */
    int poll(RecordHandler handler, int limit, int limitOfEach) {
        if (isPolling()) {
            throw new IllegalStateException(subscriber + " polls in its own handler");
        }
        if (record.isDeferred()) { // an error has struck where that was to be taken back
            withdraw();
        }
        plain(POLLING, 1);
        boolean failed = true;
        try {
            int taken = drain(handler, limit, limitOfEach);
            failed = false;
            return taken;
        } finally { // a plain store first, as an error could strike a call: it would be polling for ever
            words[SEPARATION + POLLING] = 0;
            words[SEPARATION + FAILING] = failed ? words[SEPARATION + FAILING] + 1 : 0;
            if (failed) {
                addOpaque(FAILURES, 1);
                if (record.isDeferred()) {
                    withdraw();
                }
            }
        }
    }

    /** The handler has deferred a record and then thrown: the record comes again. */
    private void withdraw() {
        subscriber.deferrals().withdraw();
        record.deferred(false);
    }

    /** Whether the handler is running. */
    boolean isPolling() {
        return plain(POLLING) != 0;
    }

    /** Whether the handler threw at the last poll. */
    boolean isFailing() {
        return failuresInARow() != 0;
    }

    /** How many polls have failed since one has not. */
    long failuresInARow() {
        return plain(FAILING);
    }

    /**
     * How long, in nanoseconds, a handler that has thrown so many times in a row is not called; once it may try again
     * at once.
     */
    static long pauseAfter(long failuresInARow) {
        return failuresInARow < 2
                ? 0
                : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(10, failuresInARow - 2));
    }

    private int drain(RecordHandler handler, int limit, int limitOfEach) {
        long rung = subscriber.take();
        int taken = limit;
        try {
            if (limit > 0 && subscriber.isEvicted()) {
                taken = takeEviction(handler);
            } else {
                taken = drainRung(rung, handler, limit, limitOfEach);
            }
        } finally {
            if (taken >= limit) { // or the handler has thrown: some may be left
                subscriber.putBack(rung);
            }
        }
        return taken;
    }

    private int takeEviction(RecordHandler handler) {
        int taken = 0;
        if (!subscriber.isToldOfEviction()) {
            record.everything();
            handler.onRecord(record);
            if (record.isDeferred()) {
                subscriber.deferrals().confirm(null, 0);
                record.deferred(false);
            }
            countRecord();
            taken = 1;
        }
        subscriber.toldOfEviction();
        return taken;
    }

    private int drainRung(long rung, RecordHandler handler, int limit, int limitOfEach) {
        Inboxes inboxes = subscriber.inboxes();
        if (rung == Doorbell.DIRECT) {
            return drainFew(inboxes, handler, limit, limitOfEach);
        }
        int known = inboxes.bells();
        long bells = (Doorbell.saysEverywhere(rung) ? -1L : rung) & (1L << known) - 1;
        int count = Long.bitCount(bells);
        if (count == 0) {
            return 0;
        }
        long turn = nextTurn();
        long later = bells; // from the first bell of this turn on
        for (long skipped = turn % count; skipped > 0; skipped--) {
            later &= later - 1;
        }
        int taken = drainBells(inboxes, later, turn / count, handler, limit, limitOfEach);
        return taken + drainBells(inboxes, bells & ~later, turn / count, handler, limit - taken, limitOfEach);
    }

    private int drainFew(Inboxes inboxes, RecordHandler handler, int limit, int limitOfEach) {
        Inbox[] few = inboxes.few();
        int first = few.length == 0 ? 0 : (int) (nextTurn() % few.length);
        int taken = 0;
        for (int i = 0; i < few.length && taken < limit; i++) {
            Inbox inbox = few[first + i < few.length ? first + i : first + i - few.length];
            taken += drain(inbox, handler, Math.min(limit - taken, limitOfEach));
            if (inbox.isRemoved()) {
                inboxes.takeOutRemoved(Long.numberOfTrailingZeros(inbox.bell()));
            }
        }
        return taken;
    }

    private int drainBells(Inboxes inboxes, long bells, long turn, RecordHandler handler, int limit, int limitOfEach) {
        int taken = 0;
        for (long left = bells; left != 0 && taken < limit; left &= left - 1) {
            int bell = Long.numberOfTrailingZeros(left);
            taken += drainBell(inboxes, bell, turn, handler, limit - taken, limitOfEach);
        }
        return taken;
    }

    /** Those that share a bell take turns too, one turn later each time that their bell comes first. */
    private int drainBell(Inboxes inboxes, int bell, long turn, RecordHandler handler, int limit, int limitOfEach) {
        Inbox newest = inboxes.newest(bell);
        Inbox first = inTurn(newest, turn);
        int taken = 0;
        boolean removed = false;
        Inbox inbox = first;
        while (inbox != null && taken < limit) {
            taken += drain(inbox, handler, Math.min(limit - taken, limitOfEach));
            removed |= inbox.isRemoved();
            Inbox next = inbox.older() == null ? newest : inbox.older();
            inbox = next == first ? null : next;
        }
        if (removed) {
            inboxes.takeOutRemoved(bell);
        }
        return taken;
    }

    private static Inbox inTurn(Inbox newest, long turn) {
        if (newest == null || newest.older() == null) {
            return newest;
        }
        int sharing = 0;
        for (Inbox inbox = newest; inbox != null; inbox = inbox.older()) {
            sharing++;
        }
        Inbox first = newest;
        for (long skipped = turn % sharing; skipped > 0; skipped--) {
            first = first.older();
        }
        return first;
    }

    private int drain(Inbox inbox, RecordHandler handler, int limit) {
        int taken = inbox.drain(record, handler, limit);
        if (inbox.hasOverflow()) { // it was the ring's turn, or the limit was reached
            subscriber.lookInto(inbox);
        } else {
            inbox.tryRemove();
        }
        return taken;
    }

    /** Before anything is taken, lest an inbox whose record the handler cannot bear comes first each time. */
    private long nextTurn() {
        long turn = plain(TURN);
        plain(TURN, turn + 1);
        return turn;
    }

    /** One record more was let go. */
    void countRecord() {
        addOpaque(RECORDS, 1);
    }

    long failures() {
        return plain(FAILURES);
    }

    /** Counts a failure outside of the handler, unless {@link #poll} has counted it. */
    void countFailureSince(long failures) {
        if (failures() == failures) {
            addOpaque(FAILURES, 1);
        }
    }

    /** Any thread. */
    SubscriberCounters counters() {
        return new SubscriberCounters(opaque(RECORDS), opaque(FAILURES));
    }
}
