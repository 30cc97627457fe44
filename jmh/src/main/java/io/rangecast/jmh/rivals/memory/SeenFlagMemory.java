package io.rangecast.jmh.rivals.memory;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The least that any memory can do whose readers say themselves that they have let go: each copies a number as soon as it
 * sees that it has changed, and who revokes waits until all have. What this takes is due to the processors and the
 * scheduler of the system, and so a bound for all that asks its readers.
 */
public final class SeenFlagMemory implements RevocableMemory {
    /** What it is called in results. */
    public static final String LABEL = "a flag seen by all";

    /** As a rule more than a thread that runs takes to acknowledge. */
    private static final int LOOKS = 1000;

    private static final long LONGEST_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Has seen all that will ever be. */
    private static final long NOT_READING = Long.MAX_VALUE;

    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final int processors = Runtime.getRuntime().availableProcessors();
    private volatile ByteBuffer current;
    private volatile long revocations;
    private volatile Thread waiting;
    private ByteBuffer next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     */
    public SeenFlagMemory(ByteBuffer block) {
        current = block;
    }

    @Override
    public MemoryReader newReader() {
        Reader reader = new Reader(this);
        readers.add(reader);
        return reader;
    }

    @Override
    public void prepare(ByteBuffer block) {
        next = block;
    }

    @Override
    public void revoke() {
        current = next;
        revocations++; // only here
        int looks = mayAllRun() ? LOOKS : 0;
        for (int i = 0; i < looks; i++) {
            if (haveAllSeen()) {
                return;
            }
        }
        waiting = Thread.currentThread();
        VarHandle.fullFence();
        while (!haveAllSeen()) {
            LockSupport.parkNanos(LONGEST_SLEEP_NANOS);
        }
        waiting = null;
    }

    /** Beside who revokes. */
    private boolean mayAllRun() {
        int reading = 0;
        for (Reader reader : readers) {
            if (reader.isReading()) {
                reading++;
            }
        }
        return reading < processors;
    }

    private boolean haveAllSeen() {
        for (Reader reader : readers) {
            if (reader.seen.getAcquire() < revocations) {
                return false;
            }
        }
        return true;
    }

    private static final class Reader extends MemoryReader {
        private final SeenFlagMemory memory;

        /** Far from what others write, as objects are allocated one after another. */
        private final AtomicLong seen = new AtomicLong(NOT_READING);

        private final byte[] apart = new byte[256];
        private long last;

        Reader(SeenFlagMemory memory) {
            this.memory = memory;
        }

        boolean isReading() {
            return seen.getAcquire() != NOT_READING;
        }

        @Override
        public void begin() {
            last = memory.revocations;
            seen.set(last);
        }

        @Override
        public void end() {
            acknowledge(NOT_READING);
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                sum += current().getLong(offset(place));
            }
            random = place;
            return sum;
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < batches; i++) {
                ByteBuffer block = current();
                for (int j = 0; j < BATCH; j++) {
                    place = next(place);
                    sum += block.getLong(offset(place));
                }
            }
            random = place;
            return sum;
        }

        private ByteBuffer current() {
            long now = memory.revocations;
            if (now != last) {
                last = now;
                acknowledge(now);
            }
            return memory.current;
        }

        private void acknowledge(long now) {
            seen.set(now);
            Thread sleeping = memory.waiting;
            if (sleeping != null) {
                LockSupport.unpark(sleeping);
            }
        }
    }
}
