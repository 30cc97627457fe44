package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.RecordLayout;
import io.rangecast.ranges.SpscRecordRing;

/**
 * An invalidation as it reaches a subscriber thread. The subscriber has one object, which it fills anew for each
 * record: it is valid until the handler returns.
 */
public final class InvalidationRecord {
    private long sequence;
    private InvalidationEvent event;
    private int flags;
    private int spaceId;
    private long vmaId;
    private long vmaGeneration;
    private int vmaProtection;
    private long owner;
    private long start;
    private long end;
    private boolean everything;

    InvalidationRecord() {}

    void read(SpscRecordRing ring, int slot) {
        sequence = ring.getLong(slot, RecordLayout.SEQUENCE);
        event = InvalidationEvent.of(ring.getByte(slot, RecordLayout.EVENT));
        flags = ring.getInt(slot, RecordLayout.FLAGS);
        spaceId = ring.getInt(slot, RecordLayout.SPACE_ID);
        vmaId = ring.getLong(slot, RecordLayout.AREA_ID);
        vmaGeneration = ring.getLong(slot, RecordLayout.AREA_GENERATION);
        vmaProtection = ring.getInt(slot, RecordLayout.AREA_PROTECTION);
        owner = ring.getLong(slot, RecordLayout.OWNER);
        start = ring.getLong(slot, RecordLayout.START);
        end = ring.getLong(slot, RecordLayout.END);
        everything = false;
    }

    /** A range that stands for several that did not fit. */
    void merged(int space, long from, long to) {
        sequence = 0;
        event = InvalidationEvent.UNMAP;
        flags = Invalidation.BLOCKABLE;
        spaceId = space;
        vmaId = 0;
        vmaGeneration = 0;
        vmaProtection = 0;
        owner = 0;
        start = from;
        end = to;
        everything = false;
    }

    /** For a subscriber that is evicted. */
    void everything() {
        merged(0, 0, Interval.MAX_END);
        everything = true;
    }

    /**
     * The number of the record among those of its producer.
     *
     * @return a number from 1; 0 for what did not fit into the inbox, and so comes as UNMAP of ranges that cover it
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Why.
     *
     * @return the event
     */
    public InvalidationEvent event() {
        return event;
    }

    /**
     * Flags of the producer's, and {@link Invalidation#BLOCKABLE}.
     *
     * @return a set of bits
     */
    public int flags() {
        return flags;
    }

    /**
     * Where.
     *
     * @return {@link AddressSpace#id()}; 0 for all, if {@link #isEverything}
     */
    public int spaceId() {
        return spaceId;
    }

    /**
     * Which area.
     *
     * @return {@link Vma#id()}, meaningless if {@link #vmaGeneration()} is 0
     */
    public long vmaId() {
        return vmaId;
    }

    /**
     * Which life of the area.
     *
     * @return {@link Vma#generation()}, or 0 if the producer named no area
     */
    public long vmaGeneration() {
        return vmaGeneration;
    }

    /**
     * What may be done with the area, from now on if the event is {@link InvalidationEvent#PROTECTION_VMA}.
     *
     * @return {@link Vma#protection()}
     */
    public int vmaProtection() {
        return vmaProtection;
    }

    /**
     * Who causes the change.
     *
     * @return a number of the user's, 0 for nobody
     */
    public long owner() {
        return owner;
    }

    /**
     * First byte of the range.
     *
     * @return an unsigned address
     */
    public long start() {
        return start;
    }

    /**
     * The byte after the last of the range.
     *
     * @return an unsigned address above {@link #start()}
     */
    public long end() {
        return end;
    }

    /**
     * Whether all must be dropped that comes from any space: the subscriber was
     * {@linkplain Invalidator#evict evicted}, and this is its last record.
     *
     * @return true if so; event and range then say UNMAP of all addresses, and {@link #spaceId} is 0
     */
    public boolean isEverything() {
        return everything;
    }

    /**
     * Whether the record's range and another overlap.
     *
     * @param otherStart first byte, unsigned
     * @param otherEnd the byte after the last, unsigned
     * @return true if they share a byte
     */
    public boolean overlaps(long otherStart, long otherEnd) {
        return Long.compareUnsigned(start, otherEnd) < 0 && Long.compareUnsigned(otherStart, end) < 0;
    }

    @Override
    public String toString() {
        return event + " " + Interval.toString(start, end) + " in space 0x" + Integer.toHexString(spaceId);
    }
}
