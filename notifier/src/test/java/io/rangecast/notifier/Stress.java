package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Threads that work against each other until the workers among them are done or one thread has failed. Each has a
 * random source of its own, derived from one seed; {@code -Dseed=} sets that, and a failure names it.
 */
final class Stress {
    /** Of this JVM's tests. */
    static final long SEED = Long.getLong("seed", System.nanoTime());

    static final long PATIENCE_NANOS = Patience.nanos(Watchdog.SECONDS - 20); // it says which thread is stuck

    private static final long EACH_MILLIS = 100;

    private final List<Thread> workers = new ArrayList<>();
    private final List<Thread> companions = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final SplittableRandom seeds = new SplittableRandom(SEED);
    private long patienceNanos = PATIENCE_NANOS;
    private volatile boolean stopped;

    /** What a thread does. */
    @FunctionalInterface
    interface Step {
        void run(SplittableRandom random) throws Exception;
    }

    /** A thread that the run waits for; a long body asks {@link #goesOn} now and then. */
    Stress worker(String name, Step body) {
        workers.add(thread(name, body));
        return this;
    }

    /** A thread that does something a number of times, for which the run waits. */
    Stress repeat(String name, int times, Step step) {
        return worker(name, random -> {
            for (int i = 0; i < times && goesOn(); i++) {
                step.run(random);
            }
        });
    }

    /** A thread that does something until the workers are done. */
    Stress meanwhile(String name, Step step) {
        companions.add(thread(name, random -> {
            while (goesOn()) {
                step.run(random);
            }
        }));
        return this;
    }

    /** Lets the run take as long beyond its usual patience. */
    Stress patientFor(long nanos) {
        patienceNanos = PATIENCE_NANOS + nanos;
        return this;
    }

    /** Lets the run last for some time. */
    Stress forSeconds(int seconds) {
        return worker("clock", random -> {
            long begun = System.nanoTime();
            while (goesOn() && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds)) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        });
    }

    /** Whether a thread is to go on. */
    boolean goesOn() {
        return !stopped;
    }

    /** Ends the run as failed. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        stopped = true;
    }

    /** Ends the run as failed unless something holds. */
    void check(boolean holds, String otherwise) {
        if (!holds) {
            fail(new AssertionError(otherwise));
        }
    }

    /** Spends up to a number of rounds, now and then a time slice. */
    static void pause(SplittableRandom random, int rounds) {
        for (int i = random.nextInt(rounds); i > 0; i--) {
            Thread.onSpinWait();
        }
        if (random.nextInt(256) == 0) {
            Thread.yield();
        }
    }

    /** Runs it all. */
    void run() throws InterruptedException {
        companions.forEach(Thread::start);
        workers.forEach(Thread::start);
        Patience patience = new Patience(patienceNanos);
        joinAll(workers, patience);
        stopped = true;
        joinAll(companions, patience);
        if (failure.get() != null) {
            throw new AssertionError("-Dseed=" + SEED + ": " + failure.get(), failure.get());
        }
    }

    /** A thread that fails the run if it throws; the caller starts it. */
    Thread thread(String name, Step body) {
        SplittableRandom random = seeds.split();
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run(random);
                    } catch (Throwable e) {
                        fail(e);
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private void joinAll(List<Thread> threads, Patience patience) throws InterruptedException {
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(EACH_MILLIS);
                if (thread.isAlive() && patience.isOver()) {
                    AssertionError stuck = StateDump.error("thread " + thread.getName() + " is stuck, -Dseed=" + SEED);
                    fail(stuck);
                    throw stuck;
                }
            }
        }
    }
}
