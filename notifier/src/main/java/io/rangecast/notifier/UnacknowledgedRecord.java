package io.rangecast.notifier;

/** A subscriber that has not acknowledged a record. */
final class UnacknowledgedRecord implements Holder {
    private final DeathCounters deaths;
    private final Inbox inbox;
    private final long ticket;

    /** These say what the record was about. */
    private final int spaceId;

    private final long start;

    private final long end;

    UnacknowledgedRecord(DeathCounters deaths, Inbox inbox, long ticket, InvalidationRange range) {
        this.deaths = deaths;
        this.spaceId = range.space().id();
        this.start = range.start();
        this.end = range.end();
        this.inbox = inbox;
        this.ticket = ticket;
    }

    @Override
    public Object party() {
        return inbox;
    }

    @Override
    public String name() {
        return inbox.subscriber().name();
    }

    @Override
    public void owe(Waitlist<?> waitlist) {
        inbox.subscriber().owe(waitlist);
    }

    /** True also of a subscriber that is offline, for now: it takes the record before it uses anything. */
    @Override
    public boolean hasLetGo() {
        if (isAcknowledged()) {
            return true;
        }
        inbox.subscriber().closeIfOwnerDied(deaths);
        return isAcknowledged();
    }

    @Override
    public boolean isKnownToHaveLetGo() {
        return isAcknowledged();
    }

    @Override
    public boolean isDeferred() {
        return inbox.isTaken(ticket);
    }

    private boolean isAcknowledged() {
        return inbox.isAcknowledged(ticket) || inbox.subscriber().holdsNothingOf(spaceId, start, end);
    }
}
