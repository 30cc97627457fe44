package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
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
    private final LongAdder deaths = new LongAdder();
    private final LongAdder closesOnBehalf = new LongAdder();
    private final Producers producers = new Producers();
    private final Subscribers subscribers = new Subscribers();

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
        RunningCalls calls = runningCallsTo(subscription);
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
        return gracePeriods.begin(() -> true, () -> runningCallsTo(subscription));
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
        leaving.forEach(Subscription::markClosed);
        List<Subscription> out =
                leaving.stream().filter(each -> !mayBeHeldByTheEvicted(each)).toList();
        subscriptions.removeAll(out);
        out.forEach(Subscription::leaveMembership);
        if (!called.isEmpty()) {
            RunningCalls calls = runningCallsToAny(called);
            if (!calls.areOver()) {
                gracePeriods.await(() -> true, () -> calls);
            }
        }
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

    /** All callbacks that run now. */
    RunningCalls runningCalls() {
        RunningCalls calls = new RunningCalls();
        forEachWindow(calls::add);
        return calls;
    }

    private RunningCalls runningCallsTo(Subscription subscription) {
        RunningCalls calls = new RunningCalls();
        forEachWindowThatHits(subscription, (windows, slot, version) -> {
            if (WindowTable.isTelling(version)) {
                calls.add(windows, slot, version);
            }
        });
        return calls;
    }

    private RunningCalls runningCallsToAny(List<Subscription> called) {
        RunningCalls calls = new RunningCalls();
        forEachWindow((windows, slot, version) -> {
            if (WindowTable.isTelling(version) && called.stream().anyMatch(each -> windows.hits(slot, version, each))) {
                calls.add(windows, slot, version);
            }
        });
        return calls;
    }

    /** The windows that are open now and hit a subscription. */
    MissedWindows windowsOver(SubscriptionOrder subscription) {
        MissedWindows open = new MissedWindows();
        forEachWindowThatHits(subscription, open::add);
        return open;
    }

    /** All windows that are open now. */
    MissedWindows openWindows() {
        MissedWindows open = new MissedWindows();
        forEachWindow(open::add);
        return open;
    }

    private interface WindowVisitor {
        void visit(WindowTable windows, int slot, long version);
    }

    /** Volatile reads throughout: see {@link WindowTable}. */
    private void forEachWindowThatHits(SubscriptionOrder subscription, WindowVisitor visitor) {
        forEachWindow((windows, slot, version) -> {
            if (windows.hits(slot, version, subscription)) {
                visitor.visit(windows, slot, version);
            }
        });
    }

    private void forEachWindow(WindowVisitor visitor) {
        for (ProducerEntry entry = producers.newest(); entry != null; entry = entry.older()) {
            WindowTable windows = entry.windows;
            for (int slot = 0; slot < windows.slots(); slot++) {
                long version = windows.version(slot);
                if (WindowTable.isWindow(version)) {
                    visitor.visit(windows, slot, version);
                }
            }
        }
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

    /** Closes every subscription of a subscriber: readers wake. O(m log n) for its m of the space's n. */
    void closeAll(Membership membership) {
        List<Subscription> closed = new ArrayList<>();
        membership.forEach(subscription -> {
            subscription.markClosed();
            closed.add(subscription);
        });
        subscriptions.removeAll(closed);
        closed.forEach(Subscription::leaveMembership);
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
                .plus(SpaceCounters.ofSpace(deaths.sum(), closesOnBehalf.sum(), quarantine.amount()));
    }

    /** The thread of a subscriber was found dead. */
    void countDeath() {
        deaths.increment();
    }

    /** A subscriber was closed on behalf of its thread. */
    void countCloseOnBehalf() {
        closesOnBehalf.increment();
    }

    /** In checked mode, before a reader waits. */
    void checkReader(Subscription subscription) {
        forEachProducer(producer -> producer.checks().reading(subscription));
    }

    /** In checked mode, when the space ends. */
    void checkClosing() {
        forEachProducer(producer -> producer.checks().closing());
    }

    private void forEachProducer(Consumer<Producer> action) {
        for (ProducerEntry entry = producers.newest(); entry != null; entry = entry.older()) {
            Producer producer = entry.producer();
            if (producer != null) {
                action.accept(producer);
            }
        }
    }
}
