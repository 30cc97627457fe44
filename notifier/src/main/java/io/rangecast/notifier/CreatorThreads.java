package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads that have constructed a subscriber or subscribed for it, as long as no thread polls: one of them may be
 * going to. Immutable.
 */
final class CreatorThreads {
    private static final int MOST = 16;

    private final List<Thread> threads;

    private CreatorThreads(List<Thread> threads) {
        this.threads = threads;
    }

    static CreatorThreads ofCurrentThread() {
        return new CreatorThreads(List.of(Thread.currentThread()));
    }

    boolean haveCurrentThread() {
        return threads.contains(Thread.currentThread());
    }

    boolean areOnlyCurrentThread() {
        return threads.size() == 1 && haveCurrentThread();
    }

    /** Null if they are too many to be told apart: then nobody is taken for dead. */
    CreatorThreads withCurrentThread() {
        if (threads.size() == MOST) {
            return null;
        }
        List<Thread> more = new ArrayList<>(threads);
        more.add(Thread.currentThread());
        return new CreatorThreads(more);
    }

    /** If so, all that they did happened before. */
    boolean areDead() {
        for (Thread each : threads) {
            if (each.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
