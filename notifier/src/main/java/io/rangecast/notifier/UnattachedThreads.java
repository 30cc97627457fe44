package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads that may use a subscriber, as long as no thread polls: its makers, which have constructed it or subscribed for it,
 * and may be going to; and its readers, which have begun under it, and may hold something. Immutable, but for one mark.
 */
final class UnattachedThreads {
    private static final int MOST = 16;

    /** Null if they are too many to be told apart: then nobody is taken for dead. */
    private final List<Thread> makers;

    /** Likewise; empty as long as nobody has begun to read. */
    private final List<Thread> readers;

    /** The state has changed since these could be found, so that none of them is taken for dead by an older look. */
    private volatile boolean settled;

    private UnattachedThreads(List<Thread> makers, List<Thread> readers) {
        this.makers = makers;
        this.readers = readers;
    }

    static UnattachedThreads ofCurrentThread() {
        return new UnattachedThreads(List.of(Thread.currentThread()), List.of());
    }

    /** Whether the current thread is known as a reader, or at least as a maker. */
    boolean haveCurrentThread(boolean reads) {
        Thread current = Thread.currentThread();
        return contain(readers, current) || !reads && contain(makers, current);
    }

    /** By identity: {@code Thread.equals} may be the user's. */
    private static boolean contain(List<Thread> threads, Thread current) {
        if (threads == null) {
            return true;
        }
        for (Thread each : threads) {
            if (each == current) {
                return true;
            }
        }
        return false;
    }

    /** These with the current thread, and without those of its kind that are dead. O(threads); allocates. */
    UnattachedThreads withCurrentThread(boolean reads) {
        return reads
                ? new UnattachedThreads(makers, livingAndCurrent(readers))
                : new UnattachedThreads(livingAndCurrent(makers), readers);
    }

    private static List<Thread> livingAndCurrent(List<Thread> threads) {
        List<Thread> more = living(threads);
        more.add(Thread.currentThread());
        return more.size() > MOST ? null : more;
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
        Thread current = Thread.currentThread();
        return areDeadBut(makers, current) && areDeadBut(readers, current);
    }

    /** Whether all readers are, or all makers if there was no reader. If so, all that they did happened before. */
    boolean areDead() {
        return areDeadBut(awaited(), null);
    }

    /** Once anybody has begun to read, makers are asked no more: they hold nothing before they begin. */
    private List<Thread> awaited() {
        return readers != null && readers.isEmpty() ? makers : readers;
    }

    private static boolean areDeadBut(List<Thread> threads, Thread one) {
        if (threads == null) {
            return false;
        }
        for (Thread each : threads) {
            if (each != one && each.isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Those that are waited for and live; none if they are too many. Allocates. */
    List<Thread> living() {
        return living(awaited());
    }

    private static List<Thread> living(List<Thread> threads) {
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
}
