package io.rangecast.jmh.rivals.records;

import java.util.stream.Stream;

/**
 * A way for objects: the producer takes them from a pool, in turn. A queue holds as many as fit, and the consumer one
 * batch more at most, so that one that comes up again is free.
 *
 * <p>Each queue has a class of its own, so that calls into it are not virtual.
 */
abstract class PooledRecords implements RecordPath {
    private static final int POOL = 2 * CAPACITY;

    private final PooledRecord[] pool =
            Stream.generate(PooledRecord::new).limit(POOL).toArray(PooledRecord[]::new);
    private final ConsumerWords consumer = new ConsumerWords();

    /** Producer: the record of a number, filled. */
    final PooledRecord filled(long number) {
        PooledRecord record = pool[(int) number & POOL - 1];
        record.fill(number);
        return record;
    }

    /** Consumer. */
    final void handle(PooledRecord record) {
        consumer.handled(record.number(), record.sum());
    }

    /** Producer: the number of the last record handled. */
    final long handled() {
        return consumer.handledAcquire();
    }

    @Override
    public final boolean isHandled(long number) {
        return consumer.isHandled(number);
    }

    @Override
    public final long sum() {
        return consumer.sum();
    }
}
