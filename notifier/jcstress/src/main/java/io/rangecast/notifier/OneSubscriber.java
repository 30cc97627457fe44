package io.rangecast.notifier;

/** A range with a subscriber, whose inbox is there already. What its thread does about records, any may do in turn. */
class OneSubscriber extends OneRange {
    final Subscriber subscriber = new Subscriber("subscriber", this::handle);
    final Inbox inbox;
    private final InvalidationRecord record = new InvalidationRecord(subscriber);

    OneSubscriber() {
        space.subscribe(START, END - START, subscriber);
        inbox = producer.inboxes().of(subscriber);
        subscriber.take(); // rings at first, so that the first poll looks everywhere
    }

    /** What the subscriber does about a record. */
    void handle(InvalidationRecord told) {}

    /**
     * Looks into the inbox, as the polls before have done. So the line of its next slot is in this thread's cache too:
     * the producer's write takes long to get out, and a read that overtakes it would show.
     */
    final void lookBefore() {
        inbox.hasRecords();
    }

    /** Takes a record if there is one, as a poll does that looks into the inbox. */
    final boolean take() {
        return inbox.drain(record, this::handle, 1) == 1;
    }

    /** The same, as a poll does that looks at the doorbell first. */
    final boolean takeIfRung() {
        long rung = subscriber.take();
        return (Doorbell.saysEverywhere(rung) || (rung & inbox.bell()) != 0) && take();
    }

    /** Whether a start that has told everybody has nothing to wait for. */
    final boolean haveLetGo() {
        return range.window.acknowledgements().isOver();
    }
}
