package io.rangecast.notifier;

import static io.rangecast.ranges.RecordLayout.AREA_GENERATION;
import static io.rangecast.ranges.RecordLayout.AREA_ID;
import static io.rangecast.ranges.RecordLayout.AREA_PROTECTION;
import static io.rangecast.ranges.RecordLayout.END;
import static io.rangecast.ranges.RecordLayout.EVENT;
import static io.rangecast.ranges.RecordLayout.FLAGS;
import static io.rangecast.ranges.RecordLayout.OWNER;
import static io.rangecast.ranges.RecordLayout.SPACE_ID;
import static io.rangecast.ranges.RecordLayout.START;

import io.rangecast.ranges.SpscRecordRing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The records of one invalidator for one subscriber: a ring, and a way out when the ring is full.
 *
 * <p>When a subscriber does not poll and the ring is full, the producer neither waits nor drops: it raises
 * {@code overflows}. The subscriber, once it has drained the ring, takes all overflows so far as one record that says
 * "everything, as UNMAP". That is one word of memory, however long the subscriber sleeps.
 *
 * <p>A ticket names what an acknowledgement is waited for: above zero a record of the ring, below zero an overflow.
 */
final class Inbox {
    private static final int RECORDS = 256;

    private static final VarHandle OVERFLOWS;
    private static final VarHandle OVERFLOWS_TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OVERFLOWS = lookup.findVarHandle(Inbox.class, "overflows", long.class);
            OVERFLOWS_TAKEN = lookup.findVarHandle(Inbox.class, "overflowsTaken", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SpscRecordRing ring = new SpscRecordRing(RECORDS);
    private final Subscriber subscriber;
    private final int spaceId;

    // Written only when the ring is full, which is rare.
    private long overflows;
    private long overflowsTaken;

    /** Set when the invalidator is closed: no more will come. */
    private volatile boolean closed;

    /** Producer's: where in the list of its window it was last put. */
    private int publishedAt;

    Inbox(Subscriber subscriber, int spaceId) {
        this.subscriber = subscriber;
        this.spaceId = spaceId;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    int publishedAt() {
        return publishedAt;
    }

    void publishedAt(int index) {
        if (publishedAt != index) { // mostly it is the same, and the subscriber reads this line at every poll
            publishedAt = index;
        }
    }

    /** Producer: hands a range over, and answers the ticket to wait for. Wait-free. */
    long publish(InvalidationRange range) {
        int slot = ring.claim();
        if (slot == SpscRecordRing.NONE) {
            OVERFLOWS.setRelease(this, overflows + 1); // pairs with takeOverflow()
            return -overflows;
        }
        Vma vma = range.vma();
        ring.putLong(slot, START, range.start());
        ring.putLong(slot, END, range.end());
        ring.putLong(slot, OWNER, range.owner());
        ring.putLong(slot, AREA_ID, vma == null ? 0 : vma.id());
        ring.putLong(slot, AREA_GENERATION, vma == null ? 0 : vma.generation());
        ring.putInt(slot, AREA_PROTECTION, vma == null ? 0 : vma.protection());
        ring.putInt(slot, SPACE_ID, spaceId);
        ring.putByte(slot, EVENT, (byte) range.event().ordinal());
        ring.putInt(slot, FLAGS, range.flags());
        return ring.publish();
    }

    /** Producer: whether the subscriber has let go of what a ticket stands for, or is closed and so holds nothing. */
    boolean isAcknowledged(long ticket) {
        boolean taken = ticket > 0
                ? ring.isReleased(ticket)
                : (long) OVERFLOWS_TAKEN.getAcquire(this) >= -ticket; // pairs with takeOverflow()
        return taken || subscriber.isClosed();
    }

    /** Producer: no more will come. */
    void close() {
        closed = true;
    }

    /** Subscriber: takes up to a number of records. If the handler throws, the record stays the oldest. */
    int drain(InvalidationRecord record, RecordHandler handler, int limit) {
        int taken = 0;
        while (taken < limit && !subscriber.isClosed()) {
            int slot = ring.peek();
            if (slot == SpscRecordRing.NONE) {
                return taken + takeOverflow(record, handler);
            }
            record.read(ring, slot);
            handler.onRecord(record);
            ring.release(); // after the handler: this is what the producer waits for
            taken++;
        }
        return taken;
    }

    private int takeOverflow(InvalidationRecord record, RecordHandler handler) {
        long raised = (long) OVERFLOWS.getAcquire(this); // pairs with publish()
        if (raised == overflowsTaken) {
            return 0;
        }
        record.everything(spaceId);
        handler.onRecord(record);
        OVERFLOWS_TAKEN.setRelease(this, raised); // pairs with isAcknowledged()
        return 1;
    }

    /** Subscriber: whether the producer is gone and all it left is taken. */
    boolean isFinished() {
        return closed && ring.peek() == SpscRecordRing.NONE && (long) OVERFLOWS.getAcquire(this) == overflowsTaken;
    }
}
