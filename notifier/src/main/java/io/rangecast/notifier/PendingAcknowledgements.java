package io.rangecast.notifier;

import java.util.Arrays;
import java.util.List;

/**
 * Records of a window that has ended, and that some have not answered, and listeners that have failed in it. Any thread
 * may ask.
 */
final class PendingAcknowledgements {
    private final Registry registry;
    private final Inbox[] inboxes;
    private final long[] tickets;
    private final List<FailedListener> failed;

    PendingAcknowledgements(Registry registry, Inbox[] inboxes, long[] tickets, List<FailedListener> failed) {
        this.registry = registry;
        this.inboxes = inboxes;
        this.tickets = tickets;
        this.failed = failed;
    }

    /** All of several windows. */
    static PendingAcknowledgements of(List<PendingAcknowledgements> several) {
        return new PendingAcknowledgements(
                several.isEmpty() ? null : several.get(0).registry,
                several.stream().flatMap(each -> Arrays.stream(each.inboxes)).toArray(Inbox[]::new),
                several.stream()
                        .flatMapToLong(each -> Arrays.stream(each.tickets))
                        .toArray(),
                several.stream().flatMap(each -> each.failed.stream()).toList());
    }

    /** Whether all have let go, or died; what they did happened before. */
    boolean areComplete() {
        for (int i = 0; i < inboxes.length; i++) {
            inboxes[i].subscriber().buryIfDead(registry);
            if (!inboxes[i].isAcknowledged(tickets[i])) {
                return false;
            }
        }
        return failed.stream().allMatch(listener -> listener.hasLetGo().getAsBoolean());
    }
}
