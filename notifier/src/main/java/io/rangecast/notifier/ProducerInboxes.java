package io.rangecast.notifier;

import org.agrona.collections.Long2ObjectHashMap;

/** Where one {@link Invalidator} publishes: an inbox of each subscriber that it has met. One thread at a time. */
final class ProducerInboxes {
    /** Who waits for the answers. */
    private final Sleeper sleeper;

    /** By {@link Subscriber#id}; made when the two first meet. */
    private final Long2ObjectHashMap<Inbox> inboxes = new Long2ObjectHashMap<>();

    ProducerInboxes(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** Where to publish for a subscriber. Allocates when the two first meet. */
    Inbox of(Subscriber subscriber) {
        Inbox inbox = inboxes.get(subscriber.id());
        return inbox != null ? inbox : meet(subscriber);
    }

    private Inbox meet(Subscriber subscriber) {
        forgetClosedSubscribers();
        Inbox made = subscriber.newInbox(sleeper);
        boolean known = false;
        try {
            inboxes.put(subscriber.id(), made);
            known = true;
        } finally {
            if (!known) {
                made.close();
            }
        }
        return made;
    }

    /** To be called now and then: their rings would stay as long as this does. */
    void forgetClosedSubscribers() {
        inboxes.values().removeIf(inbox -> inbox.subscriber().isClosed());
    }

    /** They go with their last record, whoever keeps this. */
    void close() {
        inboxes.values().forEach(Inbox::close);
        inboxes.clear();
    }
}
