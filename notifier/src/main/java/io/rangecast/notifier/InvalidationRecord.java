package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An invalidation as it reaches a subscriber thread. The subscriber has one such object and fills it anew for each record, so
 * it is valid until the handler returns.
 */
public final class InvalidationRecord {
    private static final int SEQUENCE = 0;
    private static final int EVENT = 1;
    private static final int FLAGS = 2;
    private static final int SPACE_ID = 3;
    private static final int VMA_ID = 4;
    private static final int VMA_GENERATION = 5;
    private static final int VMA_PROTECTION = 6;
    private static final int OWNER = 7;
    private static final int START = 8;
    private static final int END = 9;
    private static final int UNMASKABLE = 10;
    private static final int EVERYTHING = 11;
    private static final int DEFERRED = 12;

    /** Written for each record, so on lines of its own: what lies beside this object is read by producers. */
    private final PaddedWords fields = new PaddedWords(13);

    /** The subscriber whose record this is; null if nobody's. */
    private final Subscriber subscriber;

    InvalidationRecord() {
        this(null);
    }

    InvalidationRecord(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    /** Reads a slot; the sequences of its ring begin behind a base. */
    void read(SpscRecordRing ring, int slot, long base) {
        fields.plain(SEQUENCE, base + ring.getLong(slot, RecordLayout.SEQUENCE));
        fields.plain(EVENT, ring.getByte(slot, RecordLayout.EVENT));
        fields.plain(FLAGS, ring.getInt(slot, RecordLayout.FLAGS));
        fields.plain(SPACE_ID, ring.getInt(slot, RecordLayout.SPACE_ID));
        fields.plain(VMA_ID, ring.getLong(slot, RecordLayout.AREA_ID));
        fields.plain(VMA_GENERATION, ring.getLong(slot, RecordLayout.AREA_GENERATION));
        fields.plain(VMA_PROTECTION, ring.getInt(slot, RecordLayout.AREA_PROTECTION));
        fields.plain(OWNER, ring.getLong(slot, RecordLayout.OWNER));
        fields.plain(START, ring.getLong(slot, RecordLayout.START));
        fields.plain(END, ring.getLong(slot, RecordLayout.END));
        fields.plain(UNMASKABLE, ring.getByte(slot, RecordLayout.UNMASKABLE));
        fields.plain(EVERYTHING, 0);
    }

    /** A range that stands for several that did not fit. */
    void merged(int space, long from, long to) {
        for (int field = SEQUENCE; field <= EVERYTHING; field++) {
            fields.plain(field, 0);
        }
        fields.plain(EVENT, InvalidationEvent.UNMAP.ordinal());
        fields.plain(FLAGS, Invalidation.BLOCKABLE);
        fields.plain(SPACE_ID, space);
        fields.plain(START, from);
        fields.plain(END, to);
    }

    /** For a subscriber that is evicted. */
    void everything() {
        merged(0, 0, Interval.MAX_END);
        fields.plain(EVERYTHING, 1);
    }

    /**
     * Defers the acknowledgement: the return of the handler does not acknowledge this record, while those behind it are handled
     * and acknowledged. For devices, other processes and I/O in flight, which let go later than they are told. The producer
     * waits until {@link Subscriber#complete} was called with the ticket that this returns; if a record is deferred more than
     * once, with each of its tickets. If the handler throws, the record is not deferred, and comes again.
     *
     * <p>Called by the handler, while it runs. O(records that are deferred); allocates a small object.
     *
     * @return a ticket, above zero, which no other deferral in this process has
     * @throws IllegalStateException if no handler runs in this thread, or as many records are deferred as the subscriber keeps
     *     of one producer. If the handler passes the latter on, the record comes again, and those behind it wait, and merge
     */
    public long defer() {
        checkHandling();
        return subscriber.deferrals().defer(this);
    }

    private void checkHandling() {
        if (subscriber == null || !subscriber.belongsToCurrentThread() || !subscriber.isPolling()) {
            throw new IllegalStateException(this + " is not being handled in this thread");
        }
    }

    /**
     * Finds the subscriber's subscriptions that the record hits; a subscriber gets one record, however many of its
     * subscriptions are hit. These are the subscriptions that are open now and that the record hits by its range, event and
     * owner, even one that was made after the start. A record that did not fit into the inbox, and so comes merged as UNMAP,
     * hits all that share a byte with it.
     *
     * <p>Called by the handler, while it runs. Allocates; O(the subscriber's subscriptions in the space).
     *
     * @param action is given each of them once, in no order; it may close them. What it throws is passed on
     * @return how many there are
     * @throws IllegalStateException if no handler runs in this thread
     */
    public int forEachSubscription(Consumer<? super Subscription> action) {
        Objects.requireNonNull(action, "action");
        checkHandling();
        int[] count = {0};
        subscriber.forEachSubscription(spaceId(), subscription -> {
            if (isHit(subscription)) {
                count[0]++;
                action.accept(subscription);
            }
        });
        return count[0];
    }

    private boolean isHit(Subscription subscription) {
        boolean isSpared = event().excludesOwner() && subscription.isSpared(owner());
        boolean isTold = isForEverybody() || !isSpared && (subscription.mask() & event().mask()) != 0;
        return isTold && overlaps(subscription.start(), subscription.end());
    }

    /**
     * Whether it concerns all subscriptions over the range, whatever they have masked out and whoever causes it: it stands for what
     * did not fit into the inbox, or comes of {@link InvalidationRange#initForEverybody}. A proxy passes that on. Only by the
     * handler, while it runs; constant time.
     *
     * @return true if so
     */
    public boolean isForEverybody() {
        return sequence() == 0 || fields.plain(UNMASKABLE) != 0;
    }

    /** Whether the handler has deferred it since this was taken back. */
    boolean isDeferred() {
        return fields.plain(DEFERRED) != 0;
    }

    void deferred(boolean isDeferred) {
        fields.plain(DEFERRED, isDeferred ? 1 : 0);
    }

    /**
     * The number of the record in its inbox: it ascends with the records of one producer.
     *
     * @return a number from 1; 0 for records that did not fit into the inbox, and so come as UNMAP of ranges that cover them
     */
    public long sequence() {
        return fields.plain(SEQUENCE);
    }

    /**
     * Why.
     *
     * @return the event
     */
    public InvalidationEvent event() {
        return InvalidationEvent.of((int) fields.plain(EVENT));
    }

    /**
     * Flags of the producer's, and {@link Invalidation#BLOCKABLE}.
     *
     * @return a set of bits
     */
    public int flags() {
        return (int) fields.plain(FLAGS);
    }

    /**
     * The number of the space in which it is.
     *
     * @return {@link AddressSpace#id()}; 0 for any, which only records with {@link #sequence} 0 have
     */
    public int spaceId() {
        return (int) fields.plain(SPACE_ID);
    }

    /**
     * The number of the area.
     *
     * @return {@link Vma#id()}, meaningless if {@link #vmaGeneration()} is 0
     */
    public long vmaId() {
        return fields.plain(VMA_ID);
    }

    /**
     * The generation of the area, which says which life of it this is.
     *
     * @return {@link Vma#generation()}, or 0 if the producer named no area
     */
    public long vmaGeneration() {
        return fields.plain(VMA_GENERATION);
    }

    /**
     * The protection of the area; the new one if the event is {@link InvalidationEvent#PROTECTION_VMA}.
     *
     * @return {@link Vma#protection()}
     */
    public int vmaProtection() {
        return (int) fields.plain(VMA_PROTECTION);
    }

    /**
     * The owner that causes the change.
     *
     * @return a number of the user's, 0 for nobody
     */
    public long owner() {
        return fields.plain(OWNER);
    }

    /**
     * First byte of the range.
     *
     * @return an unsigned address
     */
    public long start() {
        return fields.plain(START);
    }

    /**
     * The byte after the last of the range.
     *
     * @return an unsigned address above {@link #start()}
     */
    public long end() {
        return fields.plain(END);
    }

    /**
     * Whether all must be dropped that comes from any space: the subscriber was
     * {@linkplain Invalidator#evict evicted}, and this is its last record.
     *
     * @return true if so; event and range then say UNMAP of all addresses, and {@link #spaceId} is 0
     */
    public boolean isEverything() {
        return fields.plain(EVERYTHING) != 0;
    }

    /**
     * Whether the record's range and another overlap.
     *
     * @param otherStart first byte, unsigned
     * @param otherEnd the byte after the last, unsigned
     * @return true if they share a byte
     */
    public boolean overlaps(long otherStart, long otherEnd) {
        return Long.compareUnsigned(start(), otherEnd) < 0 && Long.compareUnsigned(otherStart, end()) < 0;
    }

    @Override
    public String toString() {
        return event() + " " + Interval.toString(start(), end()) + " in space 0x" + Integer.toHexString(spaceId());
    }
}
