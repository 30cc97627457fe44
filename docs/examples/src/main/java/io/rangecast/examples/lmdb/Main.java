package io.rangecast.examples.lmdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Three threads read a store that a fourth one fills and grows: by Rangecast, and then with a read lock for each read. With
 * {@code -ungated} nobody asks the readers, and the JVM crashes.
 */
public final class Main {
    private static final int READERS = 3;
    private static final int GROWTHS = 60;
    private static final int ROUNDS = 4;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongAdder reads = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile boolean stop;

    private Main() {}

    /** What was seen; times are nanoseconds, sorted. */
    record Outcome(long reads, long wrong, long[] growths, double readsPerSecond) {
        @Override
        public String toString() {
            return String.format(
                    "%d growths, half of them within %.2f ms, the longest %.2f ms; %,d reads, %,.0f million a second, %,d wrong",
                    growths.length,
                    growths[growths.length / 2] / 1e6,
                    growths[growths.length - 1] / 1e6,
                    reads,
                    readsPerSecond / 1e6,
                    wrong);
        }
    }

    /** Until the store has grown so often, and at least so much has been read, evenly. */
    static Outcome run(Gate gate, int growths, long reads) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("lmdb");
        try (GrowingStore store = new GrowingStore(directory.toFile(), gate)) {
            return new Main().run(store, growths, reads);
        } finally {
            for (String file : List.of("data.mdb", "lock.mdb", "")) {
                Files.delete(directory.resolve(file));
            }
        }
    }

    private Outcome run(GrowingStore store, int growths, long enough) throws InterruptedException {
        List<Thread> readers = IntStream.range(0, READERS)
                .mapToObj(i -> new Thread(() -> read(store), "reader " + i))
                .toList();
        readers.forEach(Thread::start);
        long begun = System.nanoTime();
        long[] times = new long[growths];
        try {
            for (int i = 0; i < growths; i++) {
                awaitReads(enough * (i + 1) / growths, readers);
                while (store.append()) {
                    Thread.onSpinWait();
                }
                long full = System.nanoTime();
                times[i] = store.grow() - full;
            }
        } finally {
            stop = true;
            for (Thread reader : readers) {
                reader.join();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(times);
        return new Outcome(reads.sum(), wrong.sum(), times, reads.sum() / seconds);
    }

    private void awaitReads(long wanted, List<Thread> readers) {
        do {
            LockSupport.parkNanos(PAUSE_NANOS);
            if (!readers.stream().allMatch(Thread::isAlive)) {
                throw new IllegalStateException("a reader has failed");
            }
        } while (reads.sum() < wanted);
    }

    private void read(GrowingStore store) {
        try (Reader reader = new Reader(store)) {
            while (!stop) {
                reads.add(reader.read());
            }
            wrong.add(reader.wrong());
        }
    }

    /**
     * Runs for some seconds, several times, as the first ones warm up.
     *
     * @param args {@code -ungated}, or nothing
     * @throws IOException if it finds no place for its file
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<Gate> gates =
                Arrays.asList(args).contains("-ungated") ? List.of(Gate.NONE) : List.of(Gate.RANGECAST, Gate.READ_LOCK);
        for (int round = 1; round <= ROUNDS; round++) {
            for (Gate gate : gates) {
                System.out.println(round + " " + gate + ": " + run(gate, GROWTHS, 0));
            }
        }
    }
}
