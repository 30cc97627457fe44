package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The subscriptions and the producers of one space. Starting an invalidation reads the tree or its
 * filter, and nothing else here. Any thread; lock-free.
 */
final class Registry {
    private static final AtomicLong LAST_ID = new AtomicLong();

    /** By which records name it. */
    final int spaceId;

    private final Long id = LAST_ID.incrementAndGet();
    private final IntervalTree<Subscription> subscriptions = IntervalTree.withFilter();
    private final Quarantine quarantine;
    private final GracePeriods gracePeriods = new GracePeriods();
    private final DeathCounters deaths = new DeathCounters();
    private final Producers producers = new Producers();
    private final OpenWindows openWindows = new OpenWindows(producers);
    private final Subscribers subscribers = new Subscribers(deaths);

    Registry(AddressSpace space) {
        spaceId = space.id();
        quarantine = new Quarantine(space);
    }

    /**
     * The subscription that is hit first by an event over a range, or null; the others are given to a consumer. Reads volatile: stands after
     * the caller's window in the order that {@link WindowTable} explains.
     */
    Subscription firstHit(InvalidationRange range, Consumer<Subscription> others) {
        return subscriptions.firstOverlap(
                range.start(), range.end(), range.event().mask(), others);
    }

    /** Visits all, lowest first, until the visitor has enough; returns how many there are. Lock-free. */
    int forEachSubscription(Predicate<Subscription> visitor) {
        IntervalSnapshot<Subscription> all = subscriptions.snapshot();
        all.forEach(visitor);
        return all.size();
    }

    /** False only if nobody would be visited; stands in the same order. */
    boolean mayHit(InvalidationRange range) {
        return subscriptions.mayOverlap(range.start(), range.end());
    }

    Quarantine quarantine() {
        return quarantine;
    }

    /** Makes a subscription known. Which windows it has missed, its first reader will find out. */
    void join(Subscription subscription) {
        subscriptions.insert(subscription);
        boolean inserted = false;
        try {
            if (subscription.subscriber() != null) {
                subscription.subscriber().enter(subscription);
            } else if (subscription.group() != null) {
                subscription.group().enter(subscription);
            }
            subscription.inserted();
            inserted = true;
        } finally {
            if (!inserted) { // the stack has come to its end
                withdraw(subscription);
            }
        }
    }

    /** Takes a subscription out. Starts that are under way may still call it. */
    void withdraw(Subscription subscription) {
        subscription.markClosed();
        subscriptions.remove(subscription);
        subscription.leaveMembership();
    }

    /** Takes a subscription out, and waits for the starts that may still call it, if there is anything to call. */
    void leave(Subscription subscription) {
        if (subscription.notifier() == null) {
            leaveAtOnce(subscription);
            return;
        }
        CallbackScope.check("close", subscription);
        PolledSubscribers.checkNotInHandler("close", subscription);
        subscription.leave();
        withdraw(subscription);
        awaitCallsTo(List.of(subscription));
    }

    private void awaitCallsTo(List<Subscription> called) {
        RunningCalls calls = openWindows.callsTo(called);
        if (!calls.areOver()) {
            gracePeriods.await(() -> true, () -> calls);
        }
    }

    /** Takes a subscription out; the stage is completed when starts that are under way no longer call it. */
    CompletionStage<Void> leaveAsync(Subscription subscription) {
        if (subscription.notifier() == null) {
            leaveAtOnce(subscription);
            return CompletableFuture.completedStage(null);
        }
        subscription.leave();
        withdraw(subscription);
        return gracePeriods.begin(() -> true, () -> openWindows.callsTo(List.of(subscription)));
    }

    /**
     * Takes subscriptions out in one step, and waits for the starts that may still call one. If an error has struck, it
     * can be called again.
     */
    void leaveAll(List<Subscription> leaving) {
        List<Subscription> called =
                leaving.stream().filter(each -> each.notifier() != null).toList();
        if (!called.isEmpty()) {
            CallbackScope.check("close", called.get(0));
            PolledSubscribers.checkNotInHandler("close", called.get(0));
            called.forEach(Subscription::leave);
        }
        leaving.forEach(each -> each.markClosed());
        List<Subscription> out =
                leaving.stream().filter(each -> !mayBeHeldByTheEvicted(each)).toList();
        withdrawAll(out);
        if (!called.isEmpty()) {
            awaitCallsTo(called);
        }
    }

    /** Takes subscriptions out that are closed, in one step. O(m log n) for m of the space's n. */
    void withdrawAll(List<Subscription> closed) {
        subscriptions.removeAll(closed);
        closed.forEach(Subscription::leaveMembership);
    }

    /**
     * A thread lets go before its subscription is closed, but one that is evicted may not know yet: windows over the
     * subscription go on to say so until the subscriber has ended, or no section of the group is open.
     */
    private void leaveAtOnce(Subscription subscription) {
        if (mayBeHeldByTheEvicted(subscription)) {
            subscription.markClosed();
        } else {
            withdraw(subscription);
        }
    }

    private static boolean mayBeHeldByTheEvicted(Subscription subscription) {
        Subscriber subscriber = subscription.subscriber();
        ReaderGroup group = subscription.group();
        return subscriber != null && subscriber.isEvicted() && !subscriber.isClosed()
                || group != null && group.isEvicted() && group.openSections() > 0;
    }

    GracePeriods gracePeriods() {
        return gracePeriods;
    }

    OpenWindows openWindows() {
        return openWindows;
    }

    /**
     * Closes every subscription: readers wake. Starts that are under way may still tell. Nobody leaves the tree before
     * its readers have lost it: a start that found an empty tree would change what they go on to read.
     */
    void closeAll() {
        List<Subscription> closed = new ArrayList<>(); // newcomers find the space released, and withdraw themselves
        subscriptions.snapshot().forEach(subscription -> {
            subscription.markClosed();
            return closed.add(subscription);
        });
        subscriptions.removeAll(closed);
        for (Subscription subscription : closed) {
            subscription.leaveMembership();
            if (subscription.subscriber() != null) {
                subscription.subscriber().leave(this);
            } else if (subscription.group() != null) {
                subscription.group().leave(this);
            }
        }
    }

    /** Names it among the registries that a subscriber knows. */
    Long id() {
        return id;
    }

    Producers producers() {
        return producers;
    }

    Subscribers subscribers() {
        return subscribers;
    }

    SpaceCounters counters() {
        return producers
                .counters()
                .plus(SpaceCounters.ofSpace(deaths.deaths(), deaths.closesOnBehalf(), quarantine.amount()));
    }

    DeathCounters deaths() {
        return deaths;
    }

    /** In checked mode, before a reader waits. */
    void checkReader(Subscription subscription) {
        forEachProducer(producer -> producer.checks().reading(subscription));
    }

    /** In checked mode, when the space ends. */
    void checkClosing() {
        forEachProducer(producer -> producer.checks().closing());
    }

    private void forEachProducer(Consumer<ProducerUse> action) {
        for (ProducerEntry entry = producers.newest(); entry != null; entry = entry.older()) {
            ProducerUse producer = entry.producer();
            if (producer != null) {
                action.accept(producer);
            }
        }
    }
}
