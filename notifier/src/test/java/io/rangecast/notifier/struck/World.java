package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Registration;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * A space with everybody who may be hit: two callbacks, two notifiers,
 * and two subscribers of this thread, of which one is offline.
 */
final class World {
    static final long PAGE = 0x1000;
    static final long START = 0x10 * PAGE;
    static final long END = START + 2 * PAGE;
    static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    final List<Throwable> told = new ArrayList<>();
    final AddressSpace space = new AddressSpace((error, said, source) -> told.add(error));
    final Invalidator invalidator = space.newInvalidator("producer", TIMEOUT_NANOS);
    final InvalidationRange range = new InvalidationRange().init(space, START, END);

    final Listener first = new Listener("first callback");
    final Listener second = new Listener("second callback");
    final Listener older = new Listener("older notifier");
    final Listener newer = new Listener("newer notifier");
    final Listener handler = new Listener("handler");
    final Listener absent = new Listener("handler of who is offline");

    Subscription firstSubscription;
    Subscription secondSubscription;
    Registration olderRegistration;
    Registration newerRegistration;
    Subscriber subscriber;
    Subscription own;
    Subscriber offline;
    Subscription remote;

    World callbacks() {
        firstSubscription = space.subscribe(START, PAGE, first);
        secondSubscription = space.subscribe(START + PAGE, PAGE, second);
        return this;
    }

    World notifiers() {
        olderRegistration = space.register(older);
        newerRegistration = space.register(newer);
        return this;
    }

    World ownSubscriber() {
        return ownSubscriber(Subscriber.DEFAULT_RECORDS);
    }

    World ownSubscriber(int records) {
        subscriber = new Subscriber("own", handler, records);
        subscriber.attach();
        own = space.subscribe(START, 2 * PAGE, subscriber);
        return this;
    }

    World offlineSubscriber() {
        offline = new Subscriber("offline", absent);
        offline.offline();
        remote = space.subscribe(START, 2 * PAGE, offline);
        return this;
    }

    /** Those who have been set up and are hit by a window over all. */
    List<Listener> hit() {
        List<Listener> hit = new ArrayList<>();
        if (firstSubscription != null) {
            hit.addAll(List.of(first, second));
        }
        if (olderRegistration != null) {
            hit.addAll(List.of(older, newer));
        }
        if (subscriber != null) {
            hit.add(handler);
        }
        return hit;
    }

    List<Subscription> subscriptions() {
        List<Subscription> all = new ArrayList<>();
        for (Subscription each : new Subscription[] {firstSubscription, secondSubscription, own, remote}) {
            if (each != null) {
                all.add(each);
            }
        }
        return all;
    }

    // ---- what must hold

    boolean isOpen() {
        return isOpen(range);
    }

    static boolean isOpen(InvalidationRange range) {
        try {
            range.init(range.space(), range.start(), range.end());
            return false;
        } catch (IllegalStateException open) {
            return true;
        }
    }

    /** The caller has the error, or the space's handler has it, or the subscriber has counted it. */
    void assertTold(Throwable thrown) {
        boolean counted = hasFailed(subscriber) || hasFailed(offline);
        Check.that(thrown != null || !told.isEmpty() || counted, "nobody was told");
    }

    private static boolean hasFailed(Subscriber subscriber) {
        return subscriber != null && subscriber.counters().failures() > 0;
    }

    /** Whoever is hit has heard of so many starts. */
    void assertStarts(int least) {
        for (Listener each : hit()) {
            Check.that(each.starts >= least, each + " has let go " + each.starts + " times instead of " + least);
        }
    }

    /** It is as if nothing had been. */
    void assertWell() {
        assertNothingOpen();
        assertNextWindowWorks();
        assertAllCloses();
    }

    /** No window is open, nor does a slot say so. */
    void assertNothingOpen() {
        Check.that(!isOpen(), "the window is open");
        for (Subscription each : subscriptions()) {
            assertReadable(each);
        }
        Subscription newcomer = space.subscribe(START, PAGE, new Listener("newcomer"));
        assertReadable(newcomer);
        Check.that(newcomer.closeAsync().toCompletableFuture().isDone(), "a slot says that callbacks run");
        Registration registered = space.register(new Listener("registered"));
        Check.that(registered.hasJoined(), "a slot says that a window is open");
        Check.that(registered.closeAsync().toCompletableFuture().isDone(), "a slot says that notifiers are called");
    }

    static void assertReadable(Subscription subscription) {
        long seen = subscription.tryReadBegin();
        Check.that(seen != Subscription.BUSY, "readers of " + subscription + " are kept out");
        Check.that(seen != Subscription.CLOSED_FOR_GOOD, subscription + " is closed");
        Check.that(!subscription.readRetry(seen), "a read of " + subscription + " is not valid");
    }

    /** The next window is as if nothing had been. */
    void assertNextWindowWorks() {
        takeAll();
        for (Listener each : hit()) {
            each.starts = 0;
            each.ends = 0;
        }
        Check.equal(invalidator.invalidateRangeStart(range), InvalidationResult.COMPLETED, "the next answer");
        for (Listener each : hit()) {
            Check.equal(each.starts, 1, "calls of " + each + " by the next window");
        }
        for (Subscription each : subscriptions()) {
            Check.equal(each.tryReadBegin(), Subscription.BUSY, "a read of " + each + " in the next window");
        }
        invalidator.invalidateRangeEnd(range);
        if (newerRegistration != null) {
            Check.equal(older.ends, 1, "ends of " + older);
            Check.equal(newer.ends, 1, "ends of " + newer);
        }
        assertNothingOpen();
    }

    /** What is left of windows before: it may be taken, and none of it comes again. */
    void takeAll() {
        if (subscriber != null) {
            subscriber.poll(Integer.MAX_VALUE);
            Check.equal(subscriber.poll(Integer.MAX_VALUE), 0, "records that come again");
        }
    }

    /** Nothing is pending that should long be over. */
    boolean isQuiet() {
        return space.synchronizeAll(YieldingIdleStrategy.INSTANCE, TIMEOUT_NANOS);
    }

    /** Everything can be closed, and the thread is as good as new. */
    void assertAllCloses() {
        invalidator.close();
        for (Subscription each : subscriptions()) {
            each.close();
        }
        if (subscriber != null) {
            subscriber.close();
        }
        if (offline != null) {
            offline.close();
        }
        if (newerRegistration != null) {
            olderRegistration.close();
            newerRegistration.close();
        }
        Check.that(isQuiet(), "something is not over");
        space.close();
        Elsewhere.assertUsable();
    }
}
