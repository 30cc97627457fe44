package io.rangecast.records;

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
 * {@code release} happens before what any thread does after {@code isReleased} returned true: a released record is an
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
 * <p>Records are released in order, so one look tells of all before it. A thread that finds one released notes that beside the
 * producer's position (release, acquire), and a thread that finds it noted need not look. A claim that has to look does so half a
 * ring ahead, and {@code isReleased} some records ahead: so where nobody waits for each record, the line of a slot goes
 * from the consumer to the producer once, to be written. That is JCTools' {@code SpscArrayQueue} with its look-ahead, after
 * FastForward's temporal slipping; there, only the producer looks.
 *
 * <p>Each side's own position lies 128 bytes apart from everything else, because processors fetch lines in pairs. Each
 * slot is aligned to its cache line, which a heap array could not promise.
 */
public final class SpscRecordRing {
    /**
     * Returned by {@link #claim} and {@link #peek} when there is no slot. The {@code put} and {@code get} methods must
     * not be given it: a {@code put} to it <b>writes over another record</b>. An assertion fails then ({@code -ea});
     * without assertions nothing looks.
     */
    public static final int NONE = -1;

    private static final VarHandle POSITION = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int MAX_CAPACITY = 1 << 24;
    private static final int SEPARATION = 128;

    /** How far a look for a release looks ahead. */
    private static final int AHEAD = 3;

    /** Producer's own position: records published. */
    private static final int PUBLISHED = SEPARATION / Long.BYTES;

    /**
     * So many records, the first ones, are known to be released: beside the producer's position, as it asks most. Written by
     * any thread that has found one released. If one writes less than another has, somebody looks in vain.
     */
    private static final int KNOWN = PUBLISHED + 1;

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
     * Producer: the slot that the next record goes into. Claiming twice without publishing returns the same slot.
     *
     * @return a slot for the {@code put} methods, or {@link #NONE} if the ring is full
     */
    public int claim() {
        long published = positions[PUBLISHED];
        boolean isFree = isKnownFree(published) || isFree(published + capacity / 2 - 1) || isFree(published);
        return isFree ? slot(published) : NONE;
    }

    /** Whether there is room up to a position, by what is known. */
    private boolean isKnownFree(long position) {
        return position - knownAcquire() < capacity;
    }

    /** Whether there is room up to a position. By one look: records are released in order. */
    private boolean isFree(long position) {
        boolean isFree = sequenceAcquire(slot(position)) <= 0; // pairs with release(): the old record is read
        if (isFree) {
            knownRelease(position + 1 - capacity);
        }
        return isFree;
    }

    /**
     * Producer: whether so many records more fit, one after the other.
     *
     * @param records how many, above zero
     * @return true if {@link #claim} returns a slot for each of them
     */
    public boolean hasRoom(int records) {
        long last = positions[PUBLISHED] + records - 1;
        return records <= capacity && (isKnownFree(last) || isFree(last));
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
     * @param slot what {@link #claim} returned, and not {@link #NONE}: see there
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putLong(int slot, int field, long value) {
        assert slot >= 0 : "put without a claimed slot";
        memory.putLong(slot + field, value);
    }

    /**
     * Producer: writes a field of the claimed slot.
     *
     * @param slot what {@link #claim} returned, and not {@link #NONE}: see there
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putInt(int slot, int field, int value) {
        assert slot >= 0 : "put without a claimed slot";
        memory.putInt(slot + field, value);
    }

    /**
     * Producer: writes a field of the claimed slot.
     *
     * @param slot what {@link #claim} returned, and not {@link #NONE}: see there
     * @param field an offset of {@link RecordLayout}
     * @param value the value
     */
    public void putByte(int slot, int field, byte value) {
        assert slot >= 0 : "put without a claimed slot";
        memory.put(slot + field, value);
    }

    /**
     * Producer: makes the record in the claimed slot visible to the consumer. To be called once after each {@link
     * #claim} that returned a slot. Without such a claim it <b>overwrites a record that is not read</b> if the ring is
     * full, and publishes the rest of an old record if it is not. On a full ring an assertion fails ({@code -ea});
     * without assertions nothing looks, as a look would cost each record a load of the consumer's line.
     *
     * @return the record's number, for {@link #isReleased}
     */
    public long publish() {
        long published = positions[PUBLISHED];
        int slot = slot(published);
        assert isKnownFree(published) || isFree(published) : "publish without a claim";
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
     * @param slot what {@link #peek} returned
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public long getLong(int slot, int field) {
        return memory.getLong(slot + field);
    }

    /**
     * Consumer: reads a field of the record.
     *
     * @param slot what {@link #peek} returned
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public int getInt(int slot, int field) {
        return memory.getInt(slot + field);
    }

    /**
     * Consumer: reads a field of the record.
     *
     * @param slot what {@link #peek} returned
     * @param field an offset of {@link RecordLayout}
     * @return the value
     */
    public byte getByte(int slot, int field) {
        return memory.get(slot + field);
    }

    /**
     * Consumer: gives the slot of the peeked record back, and so acknowledges the record. To be called once after each
     * {@link #peek} that returned a slot.
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
     * @param sequence what {@link #publish} returned
     * @return true if it and all before it are released
     */
    public boolean isReleased(long sequence) {
        return sequence <= knownAcquire() || isFoundAhead(sequence) || isFound(sequence);
    }

    /** By a look at a later record, if there is one: a caller that asks for many, oldest first, need not look at each. */
    private boolean isFoundAhead(long sequence) {
        long ahead = Math.min(sequence + AHEAD, (long) POSITION.getOpaque(positions, PUBLISHED)); // a hint
        return ahead > sequence && isFound(ahead);
    }

    private boolean isFound(long sequence) {
        long found = sequenceAcquire(slot(sequence - 1)); // this record's, an earlier one's, or that of a later one
        boolean isReleased = (found > 0 ? found - 1 : -found) >= sequence;
        if (isReleased) {
            knownRelease(sequence);
        }
        return isReleased;
    }

    private long knownAcquire() {
        return (long) POSITION.getAcquire(positions, KNOWN);
    }

    /** Pairs with {@link #knownAcquire}: who finds a number here is behind what its writer has acquired. */
    private void knownRelease(long sequence) {
        POSITION.setRelease(positions, KNOWN, sequence);
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
