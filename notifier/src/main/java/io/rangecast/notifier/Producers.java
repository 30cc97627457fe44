package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * The producers of one space, and what they have counted. Any thread; lock-free.
 *
 * <p>A producer is in until it is closed, or <i>retired</i>: its thread has ended, or nobody has the invalidator any more,
 * or the space has ended, or it has been idle while many came; and no window is open in it. Its inboxes are left to others
 * then. One that is used again, by whatever thread, comes in again, and does not notice.
 *
 * <pre>
 *   who uses it                                   who retires it (ProducerOwnership.tryRetire)
 *   1 user: this thread?  else it takes over (v)  a user := stand-in, if the thread that      (v)
 *   2 slot: version := STARTING             (v)     was seen to be it still is
 *   3 user: still this thread?              (v)   b slots: is any of them not free?           (v)
 *     a stand-in: user := this thread       (v)     then user := that thread
 *     nobody: slot := FREE, and 1                 c user := nobody, if it still is that       (v)
 *   4 publish, call ...; slot := FREE             d leave the inboxes; out of the list
 *
 *   required: whoever comes to 4 is in the list until its slot is free.
 * </pre>
 *
 * <p>If 3 finds its thread, or puts it there, in spite of a, then 2 is before b, or c fails. If 3 finds nobody, it has
 * told nobody yet. A thread that finds nobody comes in by a new entry, with slots and inboxes of its own: so it does not matter
 * where the other stops between c and the end of d.
 */
final class Producers {
    /** How many are looked at whenever one comes in: all come to their turn twice before there are twice as many. */
    private static final int LOOKS = 4;

    /** With more than these, those that have been idle for a while make way, though their threads live. */
    private static final int MANY = 64;

    /** The counts of those that have left. The last of them may not say yet that it has. */
    private static final class Former {
        static final Former NONE = new Former(SpaceCounters.ZERO, null);

        final SpaceCounters counters;
        final ProducerEntry last;

        Former(SpaceCounters counters, ProducerEntry last) {
            this.counters = counters;
            this.last = last;
        }
    }

    private static final VarHandle FORMER;

    static {
        try {
            FORMER = MethodHandles.lookup().findVarHandle(Producers.class, "former", Former.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EntryList<ProducerEntry> entries = new EntryList<>();
    private volatile Former former = Former.NONE;

    /** The one that is looked at next; null for the newest. Racy, as a hint. */
    private volatile ProducerEntry turn;

    /** All, of which some may have left. */
    ProducerEntry newest() {
        return entries.newest();
    }

    /** A producer comes in; volatile. */
    ProducerEntry add(ProducerOwnership producer) {
        lookAtSome();
        ProducerEntry entry = new ProducerEntry(producer);
        entries.add(entry);
        return entry;
    }

    private void lookAtSome() {
        for (int i = 0; i < LOOKS; i++) {
            ProducerEntry next = turn;
            if (next == null) {
                next = entries.newest();
            }
            if (next != null) {
                turn = next.older();
                boolean idle = next.hasBeenIdle();
                retire(next, idle && entries.size() > MANY);
            }
        }
    }

    /** The space has ended: takes all out in which no window is open. */
    void retireAll() {
        for (ProducerEntry entry = entries.newest(); entry != null; entry = entry.older()) {
            retire(entry, true);
        }
    }

    /**
     * Takes a producer out that nobody uses.
     *
     * @param evenOfLiving whether to do so though its thread lives and may come back
     */
    void retire(ProducerEntry entry, boolean evenOfLiving) {
        if (!entry.isOver()) {
            ProducerOwnership producer = entry.producer();
            // Asked in this order: nobody opens windows in one that nobody has. See ProducerOwnership.isKnown.
            if (producer == null ? !entry.windows.hasWindows() : producer.tryRetire(entry.windows, evenOfLiving)) {
                leave(entry);
            }
        }
    }

    /** One goes whose windows have ended, and which is not used again. If this throws, it may be called again. */
    void leave(ProducerEntry entry) {
        if (entry.tryLeave()) {
            boolean left = false;
            try {
                entry.inboxes.close();
                count(entry);
                left = true;
            } finally {
                if (!left) {
                    entry.leaving = false; // the thread that comes next takes it out
                }
            }
            entries.oneIsOver();
        }
    }

    /** Counts it among those that have left, in one step with the name of the last. Can be called again. */
    private void count(ProducerEntry entry) {
        Former before;
        Former after;
        do {
            before = former;
            if (before.last != null) {
                before.last.over = true; // its own thread may have stopped before
            }
            if (entry.over) { // counted before an error has struck
                return;
            }
            after = new Former(before.counters.plus(entry.counters.read()), entry);
        } while (!FORMER.compareAndSet(this, before, after));
        entry.over = true;
    }

    /** The counts of all: of each that is in, and of those that have left. */
    SpaceCounters counters() {
        Former before;
        SpaceCounters sum;
        do {
            before = former;
            sum = before.counters;
            for (ProducerEntry entry = entries.newest(); entry != null; entry = entry.older()) {
                if (!entry.isOver() && entry != before.last) {
                    sum = sum.plus(entry.counters.read());
                }
            }
        } while (former != before); // else one may have left meanwhile, and be counted twice or not
        return sum;
    }

    /** In checked mode, before a reader waits. */
    void checkReader(Subscription subscription) {
        forEachInUse(producer -> producer.checks().reading(subscription));
    }

    /** In checked mode, when the space ends. */
    void checkClosing() {
        forEachInUse(producer -> producer.checks().closing());
    }

    private void forEachInUse(Consumer<ProducerOwnership> action) {
        for (ProducerEntry entry = entries.newest(); entry != null; entry = entry.older()) {
            ProducerOwnership producer = entry.producer();
            if (producer != null) {
                action.accept(producer);
            }
        }
    }

    /** Somebody for whom they may wait has let go. */
    void wakeAll() {
        for (ProducerEntry entry = entries.newest(); entry != null; entry = entry.older()) {
            entry.parkingSpot.wake();
        }
    }
}
