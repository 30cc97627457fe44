package io.rangecast.notifier;

import static io.rangecast.records.RecordLayout.AREA_GENERATION;
import static io.rangecast.records.RecordLayout.AREA_ID;
import static io.rangecast.records.RecordLayout.AREA_PROTECTION;
import static io.rangecast.records.RecordLayout.END;
import static io.rangecast.records.RecordLayout.EVENT;
import static io.rangecast.records.RecordLayout.FLAGS;
import static io.rangecast.records.RecordLayout.OWNER;
import static io.rangecast.records.RecordLayout.SPACE_ID;
import static io.rangecast.records.RecordLayout.START;
import static io.rangecast.records.RecordLayout.UNMASKABLE;

import io.rangecast.records.SpscRecordRing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The records of one invalidator for one subscriber: a ring, and an {@link Overflow} for when it is full.
 *
 * <p>A ticket stands for a range whose acknowledgement is waited for: above zero for a record of the ring, below zero
 * for a batch of the overflow.
 *
 * <p>When its invalidator closes, the inbox waits until all in it is taken, and then goes. If another invalidator
 * meets the subscriber before, it goes on with this inbox: so as many rings exist as invalidators did at one time, even
 * if the subscriber never polls.
 */
final class Inbox implements Deferrals.Source {
    /** How much there can be at one moment besides records: a batch that is being taken, and one that is pending. */
    static final int MOST_MERGED = 2 * Overflow.RANGES;

    /** The ticket of a record that was not sent, as an evicted subscriber would not take it. */
    static final long NEVER = Long.MAX_VALUE;

    /** The ticket of a record that was not sent, as nobody need be told: it is acknowledged. */
    static final long NEEDLESS = 0;

    /** Its use: even while a producer has it, odd while none has, one more with each change. */
    private static final int IN_USE = 0;

    private static final int REMOVED = Integer.MIN_VALUE;

    private static final VarHandle USE;

    static {
        try {
            USE = MethodHandles.lookup().findVarHandle(Inbox.class, "use", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RecordRings rings;
    private final Overflow overflow = new Overflow();
    private final Subscriber subscriber;
    private final long bell;

    /** The spot at which the producer waits for acknowledgements. */
    private volatile ParkingSpot producer;

    private volatile int use = IN_USE;

    /** The next in the list of those that share a bell, see {@link Inboxes}; null if this is the last. */
    private volatile Inbox older;

    /** Producer's: where in the list of its window it was last put. */
    private int publishedAt;

    /** Subscriber's: the batch whose ranges it is taking, and the next of them. */
    private Overflow.Batch taking;

    private int nextOfTaking;

    /** Subscriber's: whether it has taken a batch since it last took a record, whose turn it is then. */
    private boolean batchWasLast;

    /** Written by the subscriber before it releases a record, and read behind that: whether it has ever deferred one. */
    private boolean hasDeferred;

    /** Subscriber's: how many it has deferred; comes round. */
    private int deferred;

    /** Subscriber's: whether no producer goes on with it; not to be told from its use, which comes round. */
    private boolean removed;

    /**
     * An empty inbox.
     *
     * @param bell the bit of the subscriber's doorbell that stands for this
     */
    Inbox(Subscriber subscriber, long bell, ParkingSpot producer) {
        this.subscriber = subscriber;
        this.bell = bell;
        this.producer = producer;
        this.rings = new RecordRings(subscriber.records());
    }

    Subscriber subscriber() {
        return subscriber;
    }

    long bell() {
        return bell;
    }

    ParkingSpot producer() {
        return producer;
    }

    @Override
    public void wakeProducer() {
        producer.wake();
    }

    int publishedAt() {
        return publishedAt;
    }

    void publishedAt(int index) {
        if (publishedAt != index) { // mostly it is the same, and the subscriber reads this line at every poll
            publishedAt = index;
        }
    }

    /** Producer: whether so many records more fit, or {@link #grow} would help nothing. */
    boolean hasRoom(int records) {
        return rings.hasRoom(records);
    }

    /** Producer, while it has no slot open: makes room, which may take long. Throws if there is no memory. */
    void grow(int records) {
        rings.grow(records);
    }

    /**
     * Producer: hands a range over, and returns the ticket to wait for. Wait-free; lock-free if there is no room, when
     * ranges merge.
     */
    long publish(InvalidationRange range) {
        int slot = rings.claim();
        if (slot == SpscRecordRing.NONE) {
            long number = overflow.add(range.space().id(), range.start(), range.end());
            subscriber.lookInto(this);
            return -number;
        }
        Vma vma = range.vma();
        SpscRecordRing ring = rings.publishing();
        ring.putLong(slot, START, range.start());
        ring.putLong(slot, END, range.end());
        ring.putLong(slot, OWNER, range.owner());
        ring.putLong(slot, AREA_ID, vma == null ? 0 : vma.id());
        ring.putLong(slot, AREA_GENERATION, vma == null ? 0 : vma.generation());
        ring.putInt(slot, AREA_PROTECTION, vma == null ? 0 : vma.protection());
        ring.putInt(slot, SPACE_ID, range.space().id());
        ring.putByte(slot, EVENT, (byte) range.event().ordinal());
        ring.putByte(slot, UNMASKABLE, (byte) (range.isForEverybody() ? 1 : 0));
        ring.putInt(slot, FLAGS, range.flags());
        return rings.publish();
    }

    /** Any thread: whether the subscriber has taken what a ticket stands for, and has not deferred the acknowledgement. */
    boolean isAcknowledged(long ticket) {
        return isTaken(ticket) && !(hasDeferred && subscriber.deferrals().isDeferred(this, ticket)); // in this order
    }

    /** Any thread: whether the subscriber has taken what a ticket stands for, and goes on to what is behind it. */
    boolean isTaken(long ticket) {
        return ticket > 0 ? rings.isReleased(ticket) : overflow.isTaken(-ticket);
    }

    /** Producer: no more will come, unless somebody goes on with it. */
    void close() {
        USE.setVolatile(this, use + 1); // nobody else changes it while it is in use
        subscriber.leave(this);
    }

    /** Another producer: goes on with a closed inbox; false if somebody else does, or it is gone. */
    boolean reopen(ParkingSpot newProducer) {
        int left = use;
        if (isLeft(left) && USE.compareAndSet(this, left, left + 1)) {
            producer = newProducer;
            publishedAt = 0;
            return true;
        }
        return false;
    }

    /** Subscriber: whether a record of the ring waits. */
    boolean hasRecords() {
        return rings.hasRecords();
    }

    /** Subscriber: whether anything waits. */
    boolean isEmpty() {
        return !hasRecords() && !hasOverflow();
    }

    /**
     * Subscriber: takes up to a number of records; overflowed ranges come first, lest a producer that fills the ring
     * again and again keeps it back, and then at least one record, lest the overflow does. If the handler throws, the
     * record stays the first.
     */
    int drain(InvalidationRecord record, RecordHandler handler, int limit) {
        int taken = 0;
        int deferredBefore = deferred;
        boolean failed = true;
        try {
            taken = takeOverflow(record, handler, limit);
            taken += takeRing(record, handler, limit - taken);
            failed = false;
        } finally {
            if (taken > 0 || failed) { // a handler that throws has let go of what it was told before
                producer.wake();
                subscriber.threadHasPolled(
                        taken > deferred - deferredBefore); // behind that fence: see Acknowledgements
            }
        }
        return taken;
    }

    private int takeRing(InvalidationRecord record, RecordHandler handler, int limit) {
        int taken = 0;
        while (taken < limit && !subscriber.isClosed()) {
            int slot = rings.peek();
            if (slot == SpscRecordRing.NONE) {
                break;
            }
            SpscRecordRing ring = rings.taking();
            record.read(ring, slot, rings.base());
            handler.onRecord(record);
            if (record.isDeferred()) {
                confirm(record, record.sequence());
            }
            ring.release(); // after the handler: this is what the producer waits for
            taken++;
            if (batchWasLast) {
                batchWasLast = false;
            }
            subscriber.countRecord();
            producer.wakeIfSeen();
        }
        return taken;
    }

    /** Before what was deferred is released. */
    private void confirm(InvalidationRecord record, long ticket) {
        hasDeferred = true;
        deferred++;
        subscriber.deferrals().confirm(this, ticket);
        record.deferred(false);
    }

    /** Finishes the batch that it has begun, and takes the next. */
    private int takeOverflow(InvalidationRecord record, RecordHandler handler, int limit) {
        boolean ringsTurn = batchWasLast && limit <= 2 * Overflow.RANGES && hasRecords();
        int taken = taking == null ? 0 : takeBatch(record, handler, limit);
        // Written only if there is something: producers read what lies beside.
        if (taking == null && taken < limit && !ringsTurn && overflow.isPending()) {
            taking = overflow.take();
            nextOfTaking = 0;
            taken += takeBatch(record, handler, limit - taken);
        }
        return taken;
    }

    private int takeBatch(InvalidationRecord record, RecordHandler handler, int limit) {
        int taken = 0;
        while (taking != null && taken < limit && !subscriber.isClosed()) {
            if (nextOfTaking < taking.starts().length) { // else an error has come before the batch was acknowledged
                record.merged(taking.spaceId(), taking.starts()[nextOfTaking], taking.ends()[nextOfTaking]);
                handler.onRecord(record);
                if (record.isDeferred()) {
                    confirm(record, -taking.number());
                }
                nextOfTaking++;
                taken++;
                subscriber.countRecord();
            }
            if (nextOfTaking == taking.starts().length) {
                overflow.taken(taking);
                taking = null;
                batchWasLast = true;
                producer.wakeIfSeen();
            }
        }
        return taken;
    }

    /** Subscriber: whether there is more than rings and bells tell. */
    boolean hasOverflow() {
        return taking != null || overflow.isPending();
    }

    /**
     * Subscriber: whether the producer is gone and all it left is taken; it can be dropped then. Another may come,
     * publish and go while this looks whether it is empty: the number of the use tells.
     */
    void tryRemove() {
        int left = use;
        if (isLeft(left) && isEmpty() && USE.compareAndSet(this, left, REMOVED)) {
            removed = true;
        }
    }

    /** Subscriber. */
    boolean isRemoved() {
        return removed;
    }

    Inbox older() {
        return older;
    }

    /** Producer, before it is linked; then subscriber, to take others out. */
    void older(Inbox next) {
        older = next;
    }

    private static boolean isLeft(int use) {
        return (use & 1) != 0;
    }
}
