package io.rangecast.notifier;

import io.rangecast.ranges.IntervalSnapshot;
import io.rangecast.ranges.IntervalTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The subscriptions of one space, as they come, are found, and go. A start reads the tree or its filter, and nothing else
 * here. Any thread; lock-free, but for a close that waits for callbacks.
 */
final class Subscriptions {
    private final IntervalTree<Subscription> tree = IntervalTree.withFilter();
    private final OpenWindows openWindows;
    private final CallbackGracePeriods gracePeriods;

    Subscriptions(OpenWindows openWindows, CallbackGracePeriods gracePeriods) {
        this.openWindows = openWindows;
        this.gracePeriods = gracePeriods;
    }

    /**
     * The subscription that is hit first by an event over a range, or null; the others are given to a consumer. Reads
     * volatile: stands after the caller's window in the order that {@link WindowTable} explains.
     */
    Subscription firstHit(InvalidationRange range, Consumer<Subscription> others) {
        return tree.firstOverlap(range.start(), range.end(), range.eventMask(), others);
    }

    /** Visits all, lowest first, until the visitor has enough; returns how many there are. Lock-free. */
    int forEach(Predicate<Subscription> visitor) {
        IntervalSnapshot<Subscription> all = tree.snapshot();
        all.forEach(visitor);
        return all.size();
    }

    /** False only if nobody would be visited; stands in the same order. */
    boolean mayHit(InvalidationRange range) {
        return tree.mayOverlap(range.start(), range.end());
    }

    /**
     * Makes a subscription known. Its first reader will find out which windows it has missed. The tree comes last: nothing
     * is allocated behind it, so nobody has to take the subscription out when there is no memory for that either.
     */
    void join(Subscription subscription) {
        boolean isIn = false;
        boolean joined = false;
        try {
            if (subscription.subscriber() != null) {
                subscription.subscriber().enter(subscription);
            } else if (subscription.group() != null) {
                subscription.group().enter(subscription);
            }
            tree.insert(subscription);
            isIn = true;
            // Else closed meanwhile, by a handler that was given it: see Membership. If given up on, it stays until its
            // owner closes it.
            boolean stays = subscription.inserted() || subscription.isEvicted();
            checkServed(subscription); // closed or given up on meanwhile, perhaps before this could be found
            joined = stays;
        } finally {
            if (!joined) {
                undoJoin(subscription, isIn);
            }
        }
    }

    /** Of a subscription that has been closed meanwhile, or has not come in for want of memory or stack. */
    void undoJoin(Subscription subscription, boolean isIn) {
        if (!isIn) { // so what takes neither
            subscription.markClosed();
            subscription.leaveMembership();
        } else if (subscription.isMember()) {
            leaveAtOnce(subscription);
        } else { // closed before it was in the tree, so nobody else will take it out
            withdraw(subscription);
        }
    }

    private static void checkServed(Subscription subscription) {
        if (subscription.subscriber() != null) {
            subscription.subscriber().checkServed();
        } else if (subscription.group() != null) {
            subscription.group().checkServed();
        }
    }

    /** Takes a subscription out. Starts that are under way may still call it. */
    void withdraw(Subscription subscription) {
        subscription.markClosed();
        boolean wasIn = tree.remove(subscription);
        subscription.leaveMembership();
        if (!wasIn) { // it may have come in meanwhile, and been left in as a member: see join
            tree.remove(subscription);
        }
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
        CallSnapshot calls = openWindows.callsTo(called);
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
        int were = tree.removeAll(closed);
        closed.forEach(Subscription::leaveMembership);
        if (were < closed.size()) { // as in withdraw
            tree.removeAll(closed);
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

    /**
     * Closes every subscription, and returns them: readers wake. Starts that are under way may still tell. Nobody leaves the
     * tree before its readers have lost it: a start that found an empty tree would change what they go on to read.
     */
    List<Subscription> closeAll() {
        List<Subscription> closed = new ArrayList<>(); // newcomers find the space released, and withdraw themselves
        tree.snapshot().forEach(subscription -> {
            subscription.markClosed();
            return closed.add(subscription);
        });
        withdrawAll(closed);
        return closed;
    }
}
