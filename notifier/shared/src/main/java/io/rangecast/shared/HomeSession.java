package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import io.rangecast.records.RecordLayout;
import java.util.function.Supplier;

/**
 * The home's side of one session of a peer: a subscriber of the space that stands for it. Each record that it takes goes into
 * the peer's ring, and is deferred until the peer has acknowledged it there. The home's agent only, but where it is said.
 * Protocol: docs/shared.md.
 */
final class HomeSession {
    /** Room for the ranges of an overflow, which come together. */
    private static final int SPARE = 16;

    private static final long NONE = 0;

    private final Slot slot;

    /** The peer whose session it is; another may have the slot by now. */
    private final long incarnation;

    private final Subscriber subscriber;
    private final Subscription subscription;

    /** The ticket of each record that is not acknowledged, at the record's place. */
    private final long[] tickets;

    private final long first;

    /** The number of the last record that is published; for whoever asks, too. */
    private volatile long last;

    /** All records before this one are acknowledged. */
    private long oldest;

    private volatile long acknowledged;
    private volatile boolean over;

    /**
     * Armed before the peer is told something, and disarmed when that is written down here: what it may have been told in between is
     * known to nobody, so the session is lost.
     */
    private boolean unsure = true;

    /** Starts hit it from here on, and nobody is told: {@link #answer} comes next. */
    HomeSession(
            AddressSpace space,
            Slot slot,
            long last,
            String name,
            long start,
            long end,
            long incarnation,
            Supplier<String> description) {
        int records = slot.file().records();
        this.slot = slot;
        this.incarnation = incarnation;
        this.last = last;
        this.first = last + 1;
        this.oldest = first;
        this.tickets = new long[records];
        this.subscriber = Subscriber.proxy(name, this::onRecord, records, description);
        this.subscription =
                space.subscribe(start, end - start, InvalidationEvent.ALL, HomeSlot.owner(incarnation), subscriber);
    }

    /** Makes the session of a peer from before this home: it may hold anything, so each start waits for it. */
    HomeSession(AddressSpace space, Slot slot, long last, String name, long incarnation, Supplier<String> description) {
        this(space, slot, last, name, 0, Interval.MAX_END, incarnation, description);
        over = true;
    }

    /** The peer may take records from now on, and its readers begin when no window is open. */
    void answer(long session) {
        slot.answer(session, first);
        unsure = false;
    }

    int doWork() {
        if (over) {
            return 0;
        }
        if (unsure) {
            lose("an error has struck while it was told");
            return 1;
        }
        if (subscriber.isEvicted()) {
            evict();
            return 1;
        }
        if (subscriber.isClosed()) { // somebody has said that the peer is gone: the slot is given away
            return 0;
        }
        int work = takeAcknowledgements() + takeRecords();
        if (!over && Slot.isOdd(slot.state()) && isIdle()) {
            slot.makeEven();
            work++;
        }
        return work;
    }

    /** Takes acknowledgements in any order. Each is completed first: a failure in between completes it again, which does nothing. */
    private int takeAcknowledgements() {
        int work = 0;
        long end = last;
        for (long number = oldest; number <= end; number++) {
            int index = index(number);
            if (tickets[index] != NONE && slot.number(slot.record(number)) == -number) {
                subscriber.complete(tickets[index]);
                tickets[index] = NONE;
                acknowledged = acknowledged + 1;
                work++;
            }
            if (number == oldest && tickets[index] == NONE) {
                oldest = number + 1;
            }
        }
        return work;
    }

    private int index(long number) {
        return (int) number & (tickets.length - 1);
    }

    /** Takes as many records as the ring has room for: the others wait in the inbox, and merge. */
    private int takeRecords() {
        int taken = 0;
        try {
            while (!over && room() > SPARE && subscriber.poll(1) > 0) {
                taken++;
            }
        } catch (IllegalStateException e) {
            if (!subscriber.isClosed()) { // else somebody has said just now that the peer is gone
                throw e;
            }
        }
        return taken;
    }

    private long room() {
        return tickets.length - (last + 1 - oldest);
    }

    /**
     * The ticket first, and the number last: what fails in between has not been, and the record comes again. Another one may come
     * before it; so what fails at the number, which the peer may have seen, is not told again by the same.
     */
    private void onRecord(InvalidationRecord record) {
        if (over || unsure || room() == 0) {
            throw new IllegalStateException(subscriber + " takes no more records");
        }
        long ticket = record.defer();
        if (record.isEverything()) {
            evict();
            return;
        }
        long state = slot.makeOdd();
        long number = last + 1;
        int at = slot.record(number);
        SharedFile file = slot.file();
        file.put(at + RecordLayout.START, record.start());
        file.put(at + RecordLayout.END, record.end());
        file.put(at + RecordLayout.OWNER, record.owner());
        file.put(at + Slot.RECORD_STATE, state);
        file.putInt(at + RecordLayout.FLAGS, record.flags());
        byte event = record.isForEverybody()
                ? Slot.EVERY_EVENT
                : (byte) record.event().ordinal();
        file.putByte(at + RecordLayout.EVENT, event);
        tickets[index(number)] = ticket;
        unsure = true;
        slot.number(at, number);
        last = number; // behind it: a number that was counted and not written would be waited for in vain
        unsure = false;
    }

    private void evict() {
        lose("the peer was evicted");
        PeerRecordings.fenced(subscriber.name(), incarnation, "the peer was evicted");
    }

    /** The peer lets go by joining anew, or not at all. */
    private void lose(String why) {
        slot.endSession(); // first: where it fails this is done again
        over = true;
        PeerRecordings.lost(subscriber.name(), incarnation, why);
    }

    /**
     * A window enters the states of what it hits before it tells anybody, so a state that is seen idle behind the record has
     * been left by the window. False, too, if the subscription is closed.
     */
    private boolean isIdle() {
        long seen = subscription.tryReadBegin();
        return seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD;
    }

    // ---- any thread

    /** Returns whether the peer is told. */
    boolean isTold() {
        return !over && !subscriber.isClosed();
    }

    long starts() {
        return last + 1 - first;
    }

    long acknowledged() {
        return acknowledged;
    }

    long incarnation() {
        return incarnation;
    }

    /** Returns whether it is of that peer, and starts may wait for it. */
    boolean isOf(long peer) {
        return incarnation == peer && !subscriber.isClosed();
    }

    /** Somebody who knows says that the peer, or all that it held in this session, is gone. */
    void peerIsGone() {
        subscriber.closeOnBehalfOfAll();
    }
}
