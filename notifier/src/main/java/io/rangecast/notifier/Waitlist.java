package io.rangecast.notifier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The holds of one party, in the order in which they were put aside. Any thread.
 *
 * @param <H> what is put in: one hold of some memory
 */
final class Waitlist<H> {
    private final Object party;

    /** Its place among those that take turns. */
    private final long turn;

    private final Consumer<Waitlist<H>> reaper;
    private final Queue<H> holds = new ConcurrentLinkedQueue<>();

    /** Whether it stands in the turns; whether no hold is put in any more. Neither is ever taken back: see {@link Quarantine}. */
    private volatile boolean listed;

    private volatile boolean done;

    /** Whether it stands where its party looks once it has let go. Never taken back either. */
    private volatile boolean owed;

    /**
     * An empty one.
     *
     * @param turn a number that no other has
     * @param reaper frees what nobody holds any more of it, or lets it go if it is empty; throws nothing
     */
    Waitlist(Object party, long turn, Consumer<Waitlist<H>> reaper) {
        this.party = party;
        this.turn = turn;
        this.reaper = reaper;
    }

    Object party() {
        return party;
    }

    long turn() {
        return turn;
    }

    void add(H hold) {
        holds.add(hold);
    }

    /** Null if there is none. */
    H first() {
        return holds.peek();
    }

    void remove(H first) {
        holds.remove(first);
    }

    /** All that wait in it. Allocates. */
    Stream<H> holds() {
        return holds.stream();
    }

    boolean isEmpty() {
        return holds.isEmpty();
    }

    /**
     * Its party has let go of something, and then had a full fence: frees what nobody else holds. One that was empty before
     * goes, as nothing has come since the last look. Throws nothing.
     */
    void reap() {
        reaper.accept(this);
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

    /** Before a last look whether it is empty: a thread that puts a hold in finds this, or is found. */
    void done() {
        done = true;
    }
}
