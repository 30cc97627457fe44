package io.rangecast.examples.arrow;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Reclaimer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Readers scan vectors by their addresses, and one of them stalls now and then; a writer replaces the vectors. With
 * {@code -ungated} the memory is released as Arrow's own managers do.
 */
public final class Main {
    private static final int VECTORS = 64;
    private static final int LONGS = 512;
    private static final int READERS = 3;

    private final AddressSpace space;
    private final ReaderGroup readers = new ReaderGroup("scans");
    private final RootAllocator allocator;
    private final AtomicReferenceArray<Vector> vectors = new AtomicReferenceArray<>(VECTORS);
    private final LongAdder reads = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile boolean stop;

    /** A buffer that holds one value, many times. */
    private record Vector(ArrowBuf buffer, long address, long value) {}

    Main(boolean gated) {
        space = gated ? new AddressSpace().reclaimer(Reclaimer.LAST_TO_LET_GO) : null;
        if (gated) {
            space.subscribe(readers);
        }
        allocator = new RootAllocator(RootAllocator.configBuilder()
                .allocationManagerFactory(new RetiringMemory(space))
                .build());
        for (int i = 0; i < VECTORS; i++) {
            vectors.set(i, filled(i));
        }
    }

    private Vector filled(long value) {
        ArrowBuf buffer = allocator.buffer(LONGS * Long.BYTES);
        long address = buffer.memoryAddress();
        for (int i = 0; i < LONGS; i++) {
            MemoryUtil.putLong(address + i * Long.BYTES, value);
        }
        return new Vector(buffer, address, value);
    }

    /** What was seen; times are nanoseconds. */
    record Outcome(long released, long medianRelease, long reads, long wrong) {}

    Outcome run(long nanos) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            boolean stalls = i == 0;
            threads.add(new Thread(() -> scan(stalls), "scan " + i));
        }
        threads.forEach(Thread::start);
        long[] times = new long[1 << 16];
        long released = 0;
        for (long until = System.nanoTime() + nanos; System.nanoTime() < until; released++) {
            int index = (int) (released % VECTORS);
            Vector old = vectors.getAndSet(index, filled(released)); // from now on nobody finds it
            long begun = System.nanoTime();
            old.buffer.close();
            times[(int) (released % times.length)] = System.nanoTime() - begun;
        }
        stop = true;
        for (Thread thread : threads) {
            thread.join();
        }
        int count = (int) Math.min(released, times.length);
        Arrays.sort(times, 0, count);
        return new Outcome(released, times[count / 2], reads.sum(), wrong.sum());
    }

    private void scan(boolean stalls) {
        long scans = 0;
        for (int i = 0; !stop; i = (i + 1) % VECTORS) {
            long section = readers.enter();
            try {
                Vector vector = vectors.get(i);
                if (stalls && ++scans % 1_000 == 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
                check(vector);
            } finally {
                readers.exit(section);
            }
        }
    }

    /** By the address: reference counts know nothing of this. */
    private void check(Vector vector) {
        for (int i = 0; i < LONGS; i++) {
            if (MemoryUtil.getLong(vector.address + i * Long.BYTES) != vector.value) {
                wrong.increment();
            }
        }
        reads.add(LONGS);
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
                "%s: %,d buffers released, half of them within %.1f us; %,d reads, %,d wrong%n",
                gated ? "gated" : "ungated",
                outcome.released,
                outcome.medianRelease / 1e3,
                outcome.reads,
                outcome.wrong);
    }
}
