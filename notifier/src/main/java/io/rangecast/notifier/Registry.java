package io.rangecast.notifier;

import java.util.concurrent.atomic.AtomicLong;

/** The lists of one space: those who are concerned in it, and what waits there. Any thread; each says what it costs. */
final class Registry {
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** By which records name it. */
    final int spaceId;

    private final Long id = LAST_ID.incrementAndGet();
    private final Quarantine quarantine;
    private final CallbackGracePeriods gracePeriods = new CallbackGracePeriods();
    private final DeathCounters deaths = new DeathCounters();
    private final Producers producers = new Producers();
    private final OpenWindows openWindows = new OpenWindows(producers);
    private final Subscriptions subscriptions = new Subscriptions(openWindows, gracePeriods);
    private final Subscribers subscribers = new Subscribers(deaths);

    Registry(AddressSpace space) {
        spaceId = space.id();
        quarantine = new Quarantine(space);
    }

    /** Names it among the registries that a subscriber knows. */
    Long id() {
        return id;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Subscribers subscribers() {
        return subscribers;
    }

    Producers producers() {
        return producers;
    }

    OpenWindows openWindows() {
        return openWindows;
    }

    CallbackGracePeriods gracePeriods() {
        return gracePeriods;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    DeathCounters deaths() {
        return deaths;
    }

    SpaceCounters counters() {
        return producers
                .counters()
                .plus(SpaceCounters.ofSpace(deaths.deaths(), deaths.closesOnBehalf(), quarantine.amount()));
    }

    /** The space ends: closes every subscription, and subscribers and groups forget the space. */
    void closeAll() {
        for (Subscription subscription : subscriptions.closeAll()) {
            if (subscription.subscriber() != null) {
                subscription.subscriber().leave(this);
            } else if (subscription.group() != null) {
                subscription.group().leave(this);
            }
        }
    }
}
