package io.rangecast.examples.lmdb;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscription;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/**
 * A store of numbered values that grows when it is full. LMDB maps its file as a whole, and to grow it unmaps that and maps
 * more, somewhere else: who still holds a value's address, or a transaction, reads what is gone, or crashes.
 *
 * <p>One thread writes, and is the one that grows it. An address of its space is an offset in the file.
 */
final class GrowingStore implements AutoCloseable {
    /** How many longs a value has, each of which is the value's number. */
    static final int LONGS = 64;

    private static final long STEP = 256 << 10;
    private static final int BATCH = 32;

    final Gate gate;
    final AddressSpace space = new AddressSpace();

    /** For look-ups. There is one for all readers, as who ends a window wakes one who waits for it, and he the others. */
    final Subscription guard = space.guard(0, Long.MAX_VALUE);

    final ReadWriteLock lock = new ReentrantReadWriteLock();
    final Env<ByteBuffer> env;
    final Dbi<ByteBuffer> table;

    /** For the write lock: whoever has it makes them let go. */
    final List<Reader> readers = new CopyOnWriteArrayList<>();

    private final Invalidator invalidator = space.newInvalidator("growth");
    private final InvalidationRange range = new InvalidationRange();
    private final ByteBuffer key = newKey();
    private long mapSize = STEP;
    private long mappedAt;
    private volatile long count;

    /**
     * An empty store.
     *
     * @param directory is empty, too
     * @param gate what its readers heed
     */
    GrowingStore(File directory, Gate gate) {
        this.gate = gate;
        env = Env.create().setMapSize(mapSize).open(directory, EnvFlags.MDB_NOSYNC, EnvFlags.MDB_NOTLS);
        table = env.openDbi((String) null, DbiFlags.MDB_CREATE, DbiFlags.MDB_INTEGERKEY);
        append();
    }

    static ByteBuffer newKey() {
        return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
    }

    /** How many values it has; any thread may ask. */
    long count() {
        return count;
    }

    /** Appends some values. False if the store is full: nothing has changed, and it has to grow. */
    boolean append() {
        try (Txn<ByteBuffer> writing = env.txnWrite()) {
            for (long number = count; number < count + BATCH; number++) {
                ByteBuffer value = table.reserve(writing, key.putLong(0, number), LONGS * Long.BYTES);
                for (int i = 0; i < LONGS; i++) {
                    value.order(ByteOrder.nativeOrder()).putLong(i * Long.BYTES, number);
                }
            }
            writing.commit();
            count += BATCH;
            return true;
        } catch (Env.MapFullException full) {
            return false;
        }
    }

    /**
     * Grows by one step. LMDB wants no transaction to be open meanwhile: neither the writer's nor, in this process, a
     * reader's. Answers at which nanosecond the larger map was there: after that this thread may have to wait for a
     * processor, as those run whom it has woken.
     */
    long grow() {
        switch (gate) {
            case RANGECAST -> revokeAndMap();
            case READ_LOCK -> lockAndMap();
            case NONE -> map();
        }
        return mappedAt;
    }

    private void revokeAndMap() {
        range.init(space, 0, mapSize);
        try (range) {
            if (invalidator.invalidateRangeStart(range) != InvalidationResult.COMPLETED) {
                throw new IllegalStateException(invalidator.describeLaggards(range));
            }
            map();
        }
    }

    private void lockAndMap() {
        lock.writeLock().lock();
        try {
            readers.forEach(Reader::letGo);
            map();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void map() {
        env.setMapSize(mapSize + STEP);
        mapSize += STEP;
        mappedAt = System.nanoTime();
    }

    /** When all its readers are closed. */
    @Override
    public void close() {
        space.close();
        env.close();
    }
}
