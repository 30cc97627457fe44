package io.rangecast.notifier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What one party has not let go of, in the order in which it was put aside. Any thread. */
final class Waitlist {
    private final Object party;
    private final Queue<Hold> holds = new ConcurrentLinkedQueue<>();

    /** Whether it stands in the turns; whether no hold is put in any more. Neither is ever taken back: see {@link Quarantine}. */
    private volatile boolean listed;

    private volatile boolean done;

    Waitlist(Object party) {
        this.party = party;
    }

    Object party() {
        return party;
    }

    void add(Hold hold) {
        holds.add(hold);
    }

    /** The first, if its party has let go of that; or null. */
    Hold firstThatIsOver() {
        Hold first = holds.peek();
        return first != null && first.isOver() ? first : null;
    }

    void remove(Hold first) {
        holds.remove(first);
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

    boolean isDone() {
        return done;
    }

    /** Before a last look whether it is empty: who puts a hold in finds this, or is found. */
    void done() {
        done = true;
    }
}
