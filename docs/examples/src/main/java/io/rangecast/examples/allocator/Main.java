package io.rangecast.examples.allocator;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Three workers read blocks that a fourth thread replaces, and one of them has a fault: now and then it keeps an address
 * while it does something slow. With {@code -ungated} the blocks are freed at once.
 */
public final class Main {
    private static final int SLOTS = 256;
    private static final int WORKERS = 3;

    private final AddressSpace space;
    private final DebugAllocator allocator;
    private final ConcurrentLinkedQueue<String> reports = new ConcurrentLinkedQueue<>();

    /** Where the block of each slot is: what the workers look up. */
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    private final LongAdder reads = new LongAdder();
    private final LongAdder poisoned = new LongAdder();
    private volatile boolean stop;

    Main(boolean gated) {
        space = gated ? new AddressSpace() : null;
        allocator = new DebugAllocator(4 * SLOTS, 256, space, reports::add);
        for (int i = 0; i < SLOTS; i++) {
            slots.set(i, filled(i));
        }
    }

    private long filled(long value) {
        long block = allocator.allocate();
        if (block >= 0) {
            for (int i = 0; i < allocator.blockSize(); i += Long.BYTES) {
                allocator.put(block + i, value);
            }
        }
        return block;
    }

    /** What was seen. */
    record Outcome(long reads, long poisoned, long replaced, List<String> reports) {}

    Outcome run(long nanos) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            boolean faulty = i == 0;
            workers.add(new Thread(() -> work(faulty), faulty ? "worker with a fault" : "worker " + i));
        }
        workers.forEach(Thread::start);
        long replaced = replace(System.nanoTime() + nanos);
        stop = true;
        for (Thread worker : workers) {
            worker.join();
        }
        return new Outcome(reads.sum(), poisoned.sum(), replaced, new ArrayList<>(reports));
    }

    private long replace(long until) {
        long replaced = 0;
        for (int i = 0; System.nanoTime() < until; i = (i + 1) % SLOTS) {
            long young = filled(i);
            if (young >= 0) { // else all are held by somebody: slower
                allocator.free(slots.getAndSet(i, young)); // first nobody finds it any more
                replaced++;
            } else if (space != null) {
                space.reapQuarantine();
            }
        }
        return replaced;
    }

    /** Addresses are good from one poll to the next, so a record asks for nothing but the poll itself. */
    private void work(boolean faulty) {
        Subscriber subscriber =
                space == null ? null : new Subscriber(Thread.currentThread().getName(), record -> {});
        if (subscriber != null) {
            space.subscribe(subscriber);
        }
        long exportAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        for (int slot = 0; !stop; slot = (slot + 1) % SLOTS) {
            if (subscriber != null) {
                subscriber.poll(Integer.MAX_VALUE);
            }
            long block = slots.get(slot);
            if (faulty && System.nanoTime() - exportAt >= 0) {
                exportSlowly(); // and uses the block after that
                exportAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(400);
            }
            read(block);
        }
        if (subscriber != null) {
            subscriber.close();
        }
    }

    private static void exportSlowly() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }

    private void read(long block) {
        for (int i = 0; i < allocator.blockSize(); i += Long.BYTES) {
            if (allocator.get(block + i) == DebugAllocator.POISON) {
                poisoned.increment();
            }
        }
        reads.add(allocator.blockSize() / Long.BYTES);
    }

    /**
     * Runs for two seconds.
     *
     * @param args {@code -ungated}, or nothing
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        boolean gated = !Arrays.asList(args).contains("-ungated");
        Outcome outcome = new Main(gated).run(TimeUnit.SECONDS.toNanos(2));
        System.out.printf(
                "%s: %,d blocks replaced, %,d reads, %,d of poison, %,d reports%n",
                gated ? "gated" : "ungated", outcome.replaced, outcome.reads, outcome.poisoned, outcome.reports.size());
        outcome.reports.stream().limit(1).forEach(System.out::println);
    }
}
