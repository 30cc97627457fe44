package io.rangecast.jmh.compare.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Some threads beside the one that measures. One alone is a {@link Partner}; more, perhaps more than there are cores, park
 * while there is nothing to do, so that they do not disturb who runs alone.
 */
public final class Crew implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final Partner partner;
    private volatile Shift shift;
    private volatile boolean stopped;
    private volatile boolean closed;

    /** One task for all, and who has come and gone. */
    private static final class Shift {
        final IntConsumer task;
        final CountDownLatch begun;
        final CountDownLatch ended;
        volatile Throwable failure;

        Shift(IntConsumer task, int threads) {
            this.task = task;
            this.begun = new CountDownLatch(threads);
            this.ended = new CountDownLatch(threads);
        }
    }

    public Crew(int count) {
        partner = count == 1 ? new Partner() : null;
        for (int i = 0; i < count && partner == null; i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number), "crew-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(int number) {
        Shift last = null;
        while (!closed) {
            Shift next = shift;
            if (next == last) {
                LockSupport.park(this);
                continue;
            }
            last = next;
            next.begun.countDown();
            try {
                next.task.accept(number);
            } catch (RuntimeException | Error e) {
                next.failure = e;
            }
            next.ended.countDown();
        }
    }

    /** The only one, or null. */
    public Partner partner() {
        return partner;
    }

    /** Whether {@code here} is done, and the others are to end. */
    public boolean isStopped() {
        return stopped;
    }

    /**
     * Runs a task here, while every thread of the crew runs its own.
     *
     * @param here what ends the shift when it returns
     * @param there takes the number of the thread, and ends when the crew {@link #isStopped}
     */
    public void together(Runnable here, IntConsumer there) {
        if (partner == null) {
            shiftTogether(here, there);
            return;
        }
        stopped = false;
        partner.together(
                () -> {
                    try {
                        here.run();
                    } finally {
                        stopped = true;
                    }
                },
                () -> there.accept(0));
    }

    private void shiftTogether(Runnable here, IntConsumer there) {
        Shift next = new Shift(there, threads.size());
        stopped = false;
        shift = next;
        wake();
        try {
            await(next.begun);
            here.run();
        } finally {
            stopped = true;
            wake(); // one may be parked until a message comes
            await(next.ended);
        }
        if (next.failure != null) {
            throw new IllegalStateException("in a thread of the crew", next.failure);
        }
    }

    private void wake() {
        threads.forEach(LockSupport::unpark);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends the threads, between two shifts. */
    @Override
    public void close() {
        closed = true;
        wake();
        if (partner != null) {
            partner.close();
        }
    }
}
