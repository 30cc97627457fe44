package io.rangecast.notifier;

/** Records of a window that has ended, and that some have not answered. Any thread may ask. */
final class PendingAcknowledgements {
    private final Registry registry;
    private final Inbox[] inboxes;
    private final long[] tickets;

    PendingAcknowledgements(Registry registry, Inbox[] inboxes, long[] tickets) {
        this.registry = registry;
        this.inboxes = inboxes;
        this.tickets = tickets;
    }

    /** Whether all have let go, or died; what they did happened before. */
    boolean areComplete() {
        for (int i = 0; i < inboxes.length; i++) {
            inboxes[i].subscriber().buryIfDead(registry);
            if (!inboxes[i].isAcknowledged(tickets[i])) {
                return false;
            }
        }
        return true;
    }
}
