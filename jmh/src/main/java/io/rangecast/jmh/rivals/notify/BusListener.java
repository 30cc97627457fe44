package io.rangecast.jmh.rivals.notify;

import java.util.concurrent.atomic.AtomicInteger;

/** A range, who is to be told of it, and how many changes of it are under way. */
final class BusListener {
    final long start;
    final long end;

    private final RangeCallback callback;
    private final QueueInbox inbox;

    /** What its readers look at before they trust what they hold. */
    private final AtomicInteger changes = new AtomicInteger();

    /**
     * A listener with either a callback or an inbox.
     *
     * @param callback or null
     * @param inbox or null
     */
    BusListener(long start, long end, RangeCallback callback, QueueInbox inbox) {
        this.start = start;
        this.end = end;
        this.callback = callback;
        this.inbox = inbox;
    }

    boolean overlaps(long from, long to) {
        return start < to && from < end;
    }

    void enter() {
        changes.getAndIncrement();
    }

    void leave() {
        changes.getAndDecrement();
    }

    /** Calls, or sends. */
    void tell(RangeMessage message) {
        if (callback != null) {
            callback.onInvalidate(message.start, message.end);
        } else {
            message.sendTo(inbox);
        }
    }
}
