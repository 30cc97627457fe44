package io.rangecast.ranges;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A bounded queue of 64-byte records ({@link RecordLayout}) between one producer thread and one consumer thread,
 * off-heap.
 *
 * <p><b>Assumptions</b>: {@link #claim}, the {@code put} methods and {@link #publish} are called by one thread at a
 * time, {@link #peek}, the {@code get} methods and {@link #release} by one thread at a time; a role may pass to another
 * thread if the last call of the one happens before the first of the other. {@link #isReleased} may be called by any
 * thread.
 *
 * <p><b>Guarantees</b>: every method is wait-free and allocates nothing. What the producer did before {@code publish}
 * happens before what the consumer does after a {@code peek} that found the record. What the consumer did before
 * {@code release} happens before what any thread does after {@code isReleased} answered true: a released record is an
 * acknowledgement.
 *
 * <p><b>Usage</b>
 * <pre>{@code
 * int slot = ring.claim();                      int slot = ring.peek();
 * if (slot != SpscRecordRing.NONE) {            if (slot != SpscRecordRing.NONE) {
 *     ring.putLong(slot, START, start);             handle(ring.getLong(slot, START));
 *     long sequence = ring.publish();               ring.release();
 * }                                             }
 * }</pre>
 *
 * <p><b>Protocol</b>: the sequence of a slot says whose the slot is: 0 and -n are the producer's, n is the consumer's.
 * <pre>
 *   producer                                      consumer
 *   claim:   slot.sequence (acquire)   &lt;---------  release: slot.sequence := -n (release)
 *            == 0 or -(n - capacity), that is, &lt;= 0 ?
 *   put...   plain writes
 *   publish: slot.sequence := n (release)  -----&gt;  peek:    slot.sequence (acquire) == n ?
 *                                                 get...   plain reads
 * </pre>
 *
 * <p>So the line that brings a record also brings its acknowledgement back. With a word apart for the consumer's
 * position, two lines would travel for each record that is waited for.
 *
 * <p>Each side's own position lies 128 bytes apart from everything else, because processors fetch lines in pairs. Each
 * slot is aligned to its cache line, which a heap array could not promise.
 */
public final class SpscRecordRing {
    /** The answer of {@link #claim} and {@link #peek} when there is no slot. */
    public static final int NONE = -1;

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int MAX_CAPACITY = 1 << 24;
    private static final int SEPARATION = 128;

    /** Producer's own position: records published. */
    private static final int PUBLISHED = SEPARATION / Long.BYTES;

    /** Consumer's own position: records released. */
    private static final int RELEASED = 2 * PUBLISHED;

    private final ByteBuffer memory;
    private final int capacity;

    /** On the heap: beside the slots, each write to one of those would have the position read from memory again. */
    private final long[] positions = new long[3 * PUBLISHED];

    /**
     * A ring in direct memory, which is freed when the ring is garbage.
     *
     * @param capacity how many records fit; a power of two
     * @throws IllegalArgumentException if the capacity is not a power of two between 2 and 2<sup>24</sup>
     */
    public SpscRecordRing(int capacity) {
        if (capacity < 2 || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity 0x" + Integer.toHexString(capacity)
                    + " is not a power of two from 2 to 0x" + Integer.toHexString(MAX_CAPACITY));
        }
        this.capacity = capacity;
        int size = capacity * RecordLayout.RECORD_SIZE + SEPARATION;
        this.memory = ByteBuffer.allocateDirect(size + SEPARATION)
                .alignedSlice(SEPARATION)
                .order(ByteOrder.nativeOrder());
    }

    /**
     * How many records fit.
     *
     * @return a power of two
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Producer: the slot that the next record goes into. Claiming twice without publishing answers the same slot.
     *
     * @return a slot for the {@code put} methods, or {@link #NONE} if the ring is full
     */
    public int claim() {
        int slot = slot(positions[PUBLISHED]);
        return isFree(slot) ? slot : NONE;
    }

    private boolean isFree(int slot) {
        return sequenceAcquire(slot) <= 0; // pairs with release(): the consumer has read the old record
    }

    /**
     * Producer: whether so many records more fit, one after the other.
     *
     * @param records how many, above zero
     * @return true if {@link #claim} answers a slot for each of them
     */
    public boolean hasRoom(int records) {
        return records <= capacity
                && isFree(slot(positions[PUBLISHED] + records - 1)); // released in order, so all before
    }

    /**
     * Producer: how many records it has published.
     *
     * @return the number of the last record, or 0
     */
    public long published() {
        return positions[PUBLISHED];
    }

    /**
     * Producer: writes a field of the claimed slot.
     *
     * @param slot what {@link #claim} answered
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putLong(int slot, int field, long value) {
        memory.putLong(slot + field, value);
    }

    /**
     * Producer: writes a field of the claimed slot.
     *
     * @param slot what {@link #claim} answered
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putInt(int slot, int field, int value) {
        memory.putInt(slot + field, value);
    }

    /**
     * Producer: writes a field of the claimed slot.
     *
     * @param slot what {@link #claim} answered
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putByte(int slot, int field, byte value) {
        memory.put(slot + field, value);
    }

    /**
     * Producer: makes the record in the claimed slot visible to the consumer. To be called once after each
     * {@link #claim} that answered a slot.
     *
     * @return the record's number, for {@link #isReleased}
     */
    public long publish() {
        long published = positions[PUBLISHED];
        int slot = slot(published);
        assert isFree(slot) : "publish without a claim";
        long sequence = published + 1;
        sequenceRelease(slot, sequence); // pairs with peek() and isReleased()
        positions[PUBLISHED] = sequence; // behind it: an error in the call before must leave no gap
        return sequence;
    }

    /**
     * Consumer: the oldest record that is not released.
     *
     * @return a slot for the {@code get} methods, or {@link #NONE} if the ring is empty
     */
    public int peek() {
        long released = positions[RELEASED];
        int slot = slot(released);
        return sequenceAcquire(slot) == released + 1 ? slot : NONE; // pairs with publish()
    }

    /**
     * Consumer: reads a field of the record.
     *
     * @param slot what {@link #peek} answered
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public long getLong(int slot, int field) {
        return memory.getLong(slot + field);
    }

    /**
     * Consumer: reads a field of the record.
     *
     * @param slot what {@link #peek} answered
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public int getInt(int slot, int field) {
        return memory.getInt(slot + field);
    }

    /**
     * Consumer: reads a field of the record.
     *
     * @param slot what {@link #peek} answered
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public byte getByte(int slot, int field) {
        return memory.get(slot + field);
    }

    /**
     * Consumer: gives the slot of the peeked record back, and so acknowledges the record. To be called once after each
     * {@link #peek} that answered a slot.
     *
     * @throws IllegalStateException if there is no record to release
     */
    public void release() {
        long released = positions[RELEASED];
        int slot = slot(released);
        if (memory.getLong(slot + RecordLayout.SEQUENCE) != released + 1) { // plain: peek() has seen it
            throw new IllegalStateException("nothing to release after record 0x" + Long.toHexString(released));
        }
        sequenceRelease(slot, -(released + 1)); // pairs with claim() and isReleased()
        positions[RELEASED] = released + 1; // behind it, as in publish()
    }

    /**
     * Any thread: whether the consumer has released a record.
     *
     * @param sequence what {@link #publish} answered
     * @return true if it and all before it are released
     */
    public boolean isReleased(long sequence) {
        long found = sequenceAcquire(slot(sequence - 1)); // this record's, an earlier one's, or that of a later one
        return (found > 0 ? found - 1 : -found) >= sequence;
    }

    private long sequenceAcquire(int slot) {
        return (long) LONG.getAcquire(memory, slot + RecordLayout.SEQUENCE);
    }

    private void sequenceRelease(int slot, long sequence) {
        LONG.setRelease(memory, slot + RecordLayout.SEQUENCE, sequence);
    }

    private int slot(long position) {
        return ((int) position & (capacity - 1)) * RecordLayout.RECORD_SIZE;
    }
}
