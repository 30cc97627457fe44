package io.rangecast.examples.lmdb;

import io.rangecast.notifier.Subscriber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import org.lmdbjava.Txn;

/**
 * One thread that reads values at random. It keeps its read transaction, and the addresses that it has found: a buffer that
 * LMDB hands out is an address and a length, and nobody checks that it is still mapped.
 */
final class Reader implements AutoCloseable {
    private static final int HELD = 16;

    private final GrowingStore store;
    private final Subscriber subscriber = new Subscriber("reader", record -> letGo());
    private final ByteBuffer key = GrowingStore.newKey();
    private Txn<ByteBuffer> reading;
    private final ByteBuffer[] values = new ByteBuffer[HELD];
    private final long[] numbers = new long[HELD];
    private boolean holds;
    private long wrong;

    /** To be made, used and closed by its thread. */
    Reader(GrowingStore store) {
        this.store = store;
        store.space.subscribe(subscriber);
        store.readers.add(this);
    }

    /** Looks some values up, unless it holds some, and reads them; returns how many longs. */
    int read() {
        return switch (store.gate) {
            case RANGECAST -> readPolling();
            case READ_LOCK -> readLocking();
            case NONE -> readAtOnce();
        };
    }

    private int readPolling() {
        subscriber.poll(Integer.MAX_VALUE); // lets go, if the store is to grow
        if (!holds) {
            long seen = store.guard.readBegin(); // sleeps while the store grows
            lookUp(); // is safe: growth waits for this thread's next poll
            if (store.guard.readRetry(seen)) {
                letGo();
                return 0;
            }
        }
        return readAll();
    }

    private int readLocking() {
        Lock lock = store.lock.readLock();
        for (int i = 0; i < HELD * GrowingStore.LONGS; i++) {
            lock.lock();
            try {
                if (!holds) {
                    lookUp();
                }
                check(i / GrowingStore.LONGS, i % GrowingStore.LONGS);
            } finally {
                lock.unlock();
            }
        }
        return HELD * GrowingStore.LONGS;
    }

    /** Until the JVM crashes, unless the new map happens to lie over the old addresses. */
    private int readAtOnce() {
        try {
            if (!holds) {
                lookUp();
            }
            return readAll();
        } catch (InternalError
                | RuntimeException e) { // read behind the end of the file, or LMDB has found no sense in it
            wrong++;
            letGo();
            return 0;
        }
    }

    private int readAll() {
        for (int value = 0; value < HELD; value++) {
            for (int i = 0; i < GrowingStore.LONGS; i++) {
                check(value, i);
            }
        }
        return HELD * GrowingStore.LONGS;
    }

    private void check(int value, int i) {
        if (values[value].getLong(i * Long.BYTES) != numbers[value]) {
            wrong++;
        }
    }

    private void lookUp() {
        long count = store.count(); // before the transaction sees what there is
        if (reading == null) {
            reading = store.env.txnRead();
        } else {
            reading.renew();
        }
        holds = true;
        for (int i = 0; i < HELD; i++) {
            numbers[i] = ThreadLocalRandom.current().nextLong(count);
            values[i] = store.table
                    .get(reading, key.putLong(0, numbers[i]))
                    .slice() // as the next get moves what this one answers
                    .order(ByteOrder.nativeOrder());
        }
    }

    /** Ends the transaction, and drops what was found under it. */
    void letGo() {
        if (holds) {
            holds = false;
            Arrays.fill(values, null);
            reading.reset();
        }
    }

    /** How many longs were not what they should be. */
    long wrong() {
        return wrong;
    }

    @Override
    public void close() {
        letGo();
        subscriber.close();
        store.readers.remove(this);
        if (reading != null) {
            reading.close();
        }
    }
}
