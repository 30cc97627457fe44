package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one test. They start together; the first to fail fails the test, without waiting for the others. */
public final class Crew {
    private final List<Task> members = new ArrayList<>();
    private final AtomicInteger atWork = new AtomicInteger();

    /** What a thread does. */
    public interface Task {
        void run() throws Exception;
    }

    /** Adds a thread that does its task once. */
    public Crew work(Task task) {
        atWork.incrementAndGet();
        members.add(() -> {
            task.run();
            atWork.decrementAndGet();
        });
        return this;
    }

    /** Adds a thread that does its task at least once, and again until all work is done. */
    public Crew meanwhile(Task task) {
        members.add(() -> {
            do {
                task.run();
            } while (atWork.get() > 0);
        });
        return this;
    }

    /** Returns when every thread has ended. */
    public void run() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(members.size(), Crew::daemon);
        CompletionService<Void> ended = new ExecutorCompletionService<>(threads);
        CyclicBarrier start = new CyclicBarrier(members.size());
        try {
            for (Task member : members) {
                ended.submit(after(start, member));
            }
            for (int i = 0; i < members.size(); i++) {
                ended.take().get();
            }
        } finally {
            atWork.set(0);
            threads.shutdownNow();
        }
    }

    private static Callable<Void> after(CyclicBarrier start, Task task) {
        return () -> {
            start.await();
            task.run();
            return null;
        };
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "crew");
        thread.setDaemon(true);
        return thread;
    }
}
