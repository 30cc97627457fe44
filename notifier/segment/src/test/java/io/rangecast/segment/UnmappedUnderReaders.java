package io.rangecast.segment;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.LaggardPolicy;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A program of its own: maps memory and takes it back, again and again, while one reader polls and one enters sections. */
final class UnmappedUnderReaders {
    private static final long BYTES = 1 << 16;
    private static final int REVOCATIONS = 300;
    private static final int READS_OF_ONE = 10_000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final LaggardPolicy PATIENT = LaggardPolicy.abortAfter(TimeUnit.SECONDS.toNanos(60));

    private static final AddressSpace SPACE = new AddressSpace();
    private static final AtomicLong READS = new AtomicLong();
    private static final AtomicLong WRONG = new AtomicLong();
    private static volatile RevocableSegment current;
    private static volatile boolean stop;

    private UnmappedUnderReaders() {}

    /** Each long of a mapping is its address. */
    private static RevocableSegment map() {
        RevocableSegment segment = RevocableSegment.map(SPACE, BYTES);
        try (SegmentGroup writers = new SegmentGroup("writer", SPACE);
                SegmentSection section = writers.enter()) {
            MemorySegment lease = section.lease(segment);
            for (long at = 0; at < BYTES; at += Long.BYTES) {
                lease.set(JAVA_LONG, at, segment.address() + at);
            }
        }
        return segment;
    }

    private static void check(MemorySegment lease, long address) {
        for (long at = 0; at < BYTES; at += 512) {
            if (lease.get(JAVA_LONG, at) != address + at) {
                WRONG.getAndIncrement();
            }
        }
        READS.getAndAdd(BYTES / 512);
    }

    private static void poll() {
        try (SegmentReader reader = new SegmentReader("polls", SPACE)) {
            while (!stop) {
                reader.poll(4);
                RevocableSegment segment = current;
                MemorySegment lease = reader.lease(segment);
                if (lease != null) {
                    check(lease, segment.address());
                }
            }
        }
    }

    private static void enter(SegmentGroup group) {
        while (!stop) {
            try (SegmentSection section = group.enter()) {
                RevocableSegment segment = current;
                MemorySegment lease = section.lease(segment);
                if (lease != null) {
                    check(lease, segment.address());
                }
            }
        }
    }

    /** Keeps an address, and so uses it when it is not good any more. */
    private static void readUngated() {
        while (!stop) {
            long address = current.address();
            MemorySegment kept = MemorySegment.ofAddress(address).reinterpret(BYTES);
            for (int i = 0; i < READS_OF_ONE && !stop; i++) {
                check(kept, address);
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        boolean gated = args[0].equals("leases");
        current = map();
        SegmentGroup group = new SegmentGroup("tasks", SPACE);
        List<Thread> readers = new ArrayList<>();
        for (Runnable each : gated
                ? List.<Runnable>of(UnmappedUnderReaders::poll, () -> enter(group))
                : List.<Runnable>of(UnmappedUnderReaders::readUngated)) {
            Thread reader = new Thread(each);
            reader.start();
            readers.add(reader);
        }
        for (int i = 0; i < REVOCATIONS; i++) {
            RevocableSegment old = current;
            current = map();
            if (i % 3 == 0) {
                old.retire();
            } else if (old.revoke(PATIENT) != InvalidationResult.COMPLETED) {
                throw new IllegalStateException(i + ": " + SPACE.counters());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        stop = true;
        for (Thread reader : readers) {
            reader.join();
        }
        current.close();
        if (SPACE.reapQuarantine() != 0 || READS.get() == 0) {
            throw new IllegalStateException(READS + " reads, " + SPACE.counters());
        }
        System.out.println(READS + " reads, " + WRONG + " wrong");
    }
}
