package io.rangecast.notifier;

import java.lang.ref.WeakReference;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The inboxes to which one {@link Invalidator} publishes: one of each subscriber that it has met. One thread at a time.
 *
 * <p>Weak: an inbox is its subscriber's, and goes when that ends, though this producer may be idle for ever. An inbox
 * that a window has published to is kept by the window.
 */
final class ProducerInboxes {
    private static final int FEW = 16;

    /** The spot at which the producer waits for acknowledgements. */
    private final ParkingSpot parkingSpot;

    /** By {@link Subscriber#id}; made when the two first meet. Null as long as nobody was met. */
    private Long2ObjectHashMap<WeakReference<Inbox>> inboxes;

    /** With so many it is time to forget those of subscribers that have ended. */
    private int many = FEW;

    ProducerInboxes(ParkingSpot parkingSpot) {
        this.parkingSpot = parkingSpot;
    }

    /** The inbox for a subscriber. Allocates when the two first meet. */
    Inbox of(Subscriber subscriber) {
        WeakReference<Inbox> known = inboxes == null ? null : inboxes.get(subscriber.id());
        Inbox inbox = known == null ? null : known.get();
        return inbox != null ? inbox : meet(subscriber);
    }

    private Inbox meet(Subscriber subscriber) {
        if (inboxes == null) {
            inboxes = new Long2ObjectHashMap<>();
        }
        forgetEndedSubscribers();
        Inbox made = subscriber.newInbox(parkingSpot);
        boolean known = false;
        try {
            inboxes.put(subscriber.id(), new WeakReference<>(made));
            known = true;
        } finally {
            if (!known) { // first out of here: where the map was to grow it may be in, and nobody is to publish in it
                inboxes.remove(subscriber.id());
                made.close();
            }
        }
        return made;
    }

    /** Amortised: looks at all when they have doubled. */
    private void forgetEndedSubscribers() {
        if (inboxes.size() > many) {
            inboxes.values().removeIf(ProducerInboxes::isEnded);
            inboxes.compact();
            many = Math.max(FEW, 2 * inboxes.size());
        }
    }

    private static boolean isEnded(WeakReference<Inbox> reference) {
        Inbox inbox = reference.get();
        return inbox == null || inbox.subscriber().isClosed();
    }

    boolean areAny() {
        return inboxes != null && !inboxes.isEmpty();
    }

    /** They go with their last record, whoever keeps this. If this throws, it may be called again. */
    void close() {
        if (inboxes == null) {
            return;
        }
        inboxes.values().forEach(reference -> {
            Inbox inbox = reference.get();
            if (inbox != null) {
                reference.clear(); // first, as nobody may close it twice
                inbox.close();
            }
        });
        inboxes.clear();
    }
}
