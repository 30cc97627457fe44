package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads that have constructed a subscriber, subscribed for it, or begun to read under it, as long as no thread polls:
 * each of them may hold something, or be going to poll. Immutable, but for one mark.
 */
final class UnattachedThreads {
    private static final int MOST = 16;

    /** Null if they are too many to be told apart: then nobody is taken for dead. */
    private final List<Thread> threads;

    /** The state has changed since these could be found, so that none of them is taken for dead by an older look. */
    private volatile boolean settled;

    private UnattachedThreads(List<Thread> threads) {
        this.threads = threads;
    }

    static UnattachedThreads ofCurrentThread() {
        return new UnattachedThreads(List.of(Thread.currentThread()));
    }

    boolean haveCurrentThread() {
        return threads == null || contains(Thread.currentThread());
    }

    /** By identity: {@code Thread.equals} may be the user's. */
    private boolean contains(Thread current) {
        for (Thread each : threads) {
            if (each == current) {
                return true;
            }
        }
        return false;
    }

    /** These without those that are dead, and the current thread. O(threads); allocates. */
    UnattachedThreads withCurrentThread() {
        List<Thread> more = living();
        more.add(Thread.currentThread());
        return new UnattachedThreads(more.size() > MOST ? null : more);
    }

    /** Whoever has entered a thread, or finds that nobody has done this yet: behind a change of the state. */
    void settle() {
        settled = true;
    }

    boolean areSettled() {
        return settled;
    }

    /** Whether no other than the current thread lives. If so, all that the others did happened before. */
    boolean areOnlyCurrentThread() {
        return threads != null && areDeadBut(Thread.currentThread());
    }

    /** If so, all that they did happened before. */
    boolean areDead() {
        return threads != null && areDeadBut(null);
    }

    /** Those that live; none if they are too many. Allocates. */
    List<Thread> living() {
        List<Thread> living = new ArrayList<>();
        if (threads != null) {
            for (Thread each : threads) {
                if (each.isAlive()) {
                    living.add(each);
                }
            }
        }
        return living;
    }

    private boolean areDeadBut(Thread one) {
        for (Thread each : threads) {
            if (each != one && each.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
