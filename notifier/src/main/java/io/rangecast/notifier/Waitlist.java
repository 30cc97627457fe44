package io.rangecast.notifier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What one party has not let go of, in the order in which it was put aside. Any thread. */
final class Waitlist {
    private final Quarantine quarantine;
    private final Object party;
    private final Queue<Hold> holds = new ConcurrentLinkedQueue<>();

    /** Whether it stands in the turns; whether no hold is put in any more. Neither is ever taken back: see {@link Quarantine}. */
    private volatile boolean listed;

    private volatile boolean done;

    /** Whether it stands where its party looks once it has let go. Never taken back either. */
    private volatile boolean owed;

    Waitlist(Quarantine quarantine, Object party) {
        this.quarantine = quarantine;
        this.party = party;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    Object party() {
        return party;
    }

    void add(Hold hold) {
        holds.add(hold);
    }

    /** Null if there is none. */
    Hold first() {
        return holds.peek();
    }

    void remove(Hold first) {
        holds.remove(first);
    }

    /** All that waits in it. Allocates. */
    Stream<HeldMemory> memory() {
        return holds.stream().map(Hold::memory);
    }

    boolean isEmpty() {
        return holds.isEmpty();
    }

    boolean isListed() {
        return listed;
    }

    /** Once it stands there: others need not put it there again. */
    void listed() {
        listed = true;
    }

    boolean isOwed() {
        return owed;
    }

    /** Once its party can find it. */
    void owed() {
        owed = true;
    }

    boolean isDone() {
        return done;
    }

    /** Before a last look whether it is empty: who puts a hold in finds this, or is found. */
    void done() {
        done = true;
    }
}
