package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Steps;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.IdleStrategy;

/**
 * A space with two callbacks, two notifiers, a subscriber of the producer's thread and one of another thread, and one
 * thing that happens when the user's code has been called so many times.
 */
final class SteppedWorld {
    /** What may happen. */
    enum Act {
        CLOSE_FIRST(world -> world.gone(world.first, world.first.subscription.closeAsync())),
        CLOSE_SECOND(world -> world.gone(world.second, world.second.subscription.closeAsync())),
        CLOSE_OWN_SUBSCRIPTION(world -> world.own.close()),
        CLOSE_OWN_SUBSCRIBER(world -> world.ownSubscriber.close()),
        CLOSE_REMOTE_SUBSCRIPTION(world -> world.remote.close()),
        CLOSE_REMOTE_SUBSCRIBER(world -> world.remoteSubscriber.close()),
        UNREGISTER_OLDER(world -> world.gone(world.older, world.older.registration.closeAsync())),
        UNREGISTER_NEWER(world -> world.gone(world.newer, world.newer.registration.closeAsync())),
        CLOSE_INVALIDATOR(world -> world.invalidator.close()),
        CLOSE_SPACE(world -> world.space.close()),
        RELEASE_SPACE(world -> world.space.release(world.space.newInvalidator("other", 0), MemoryChange.NONE)),
        SUBSCRIBE(world -> world.space.subscribe(START, LENGTH, (subscription, said) -> true)),
        INVALIDATE(SteppedWorld::invalidateBesides);

        private final Consumer<SteppedWorld> action;

        Act(Consumer<SteppedWorld> action) {
            this.action = action;
        }
    }

    private static final long START = 0x1000;
    private static final long LENGTH = 0x1000;

    /** What another thread gets that may have to wait for the start, before the start goes on. */
    private static final long MOMENT_MILLIS = 10;

    private final List<Throwable> errors = new ArrayList<>();
    final AddressSpace space = new AddressSpace((error, said, source) -> errors.add(error));
    private final Invalidator invalidator = space.newInvalidator("producer", new Hook(), Long.MAX_VALUE);
    private final InvalidationRange range = new InvalidationRange();
    private final boolean blockable;
    private final Act act;
    private final Steps steps;

    private final SteppedCallbacks first;
    private final SteppedCallbacks second;
    private final SteppedCallbacks older;
    private final SteppedCallbacks newer;
    private final Subscriber ownSubscriber;
    private final Subscriber remoteSubscriber;
    private final Subscription own;
    private final Subscription remote;

    SteppedWorld(boolean blockable, int when, Act act, boolean elsewhere) {
        this.blockable = blockable;
        this.act = act;
        // an invalidator is one thread's at a time: its close, which waits for nobody, is over before this thread goes
        // on
        long otherGetsMillis =
                act == Act.CLOSE_INVALIDATOR ? TimeUnit.SECONDS.toMillis(Watchdog.SECONDS) : MOMENT_MILLIS;
        steps = new Steps(when, () -> act.action.accept(this), elsewhere, otherGetsMillis);
        first = new SteppedCallbacks(steps);
        second = new SteppedCallbacks(steps);
        older = new SteppedCallbacks(steps);
        newer = new SteppedCallbacks(steps);
        ownSubscriber = new Subscriber("own", record -> steps.step("own handler"));
        remoteSubscriber = new Subscriber("remote", record -> steps.step("remote handler"));
        first.subscription = space.subscribe(START, LENGTH, (self, said) -> isRelease(said) || first.start("first"));
        second.subscription = space.subscribe(START, LENGTH, (self, said) -> isRelease(said) || second.start("second"));
        older.registration = space.register(older);
        newer.registration = space.register(newer);
        ownSubscriber.attach();
        long whereBoth = blockable ? START : START + LENGTH; // they would have to be waited for
        own = space.subscribe(whereBoth, LENGTH, ownSubscriber);
        remote = space.subscribe(whereBoth, LENGTH, remoteSubscriber);
    }

    private static boolean isRelease(Invalidation said) {
        return said.event() == InvalidationEvent.RELEASE;
    }

    /** The producer's idle strategy: a step, and later the other thread polls. */
    private final class Hook implements IdleStrategy {
        private int rounds;

        @Override
        public void idle() {
            steps.step("idle " + rounds);
            if (++rounds >= 2) {
                pollElsewhere();
            }
        }

        @Override
        public void idle(int workCount) {
            idle();
        }

        @Override
        public void reset() {}
    }

    private void pollElsewhere() {
        Thread thread = new Thread(() -> {
            if (!remoteSubscriber.isClosed()) {
                remoteSubscriber.poll(10);
            }
            if (!remoteSubscriber.isClosed()) {
                remoteSubscriber.detach();
            }
        });
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void gone(SteppedCallbacks closed, CompletionStage<Void> stage) {
        stage.thenRun(closed::gone);
    }

    private void invalidateBesides() {
        try (Invalidator other = space.newInvalidator("besides", 0)) {
            InvalidationRange besides = new InvalidationRange().init(space, 0x8000, 0x9000);
            other.invalidateRangeStart(besides);
            other.invalidateRangeEnd(besides);
        }
    }

    InvalidationResult startAndEnd() {
        range.init(space, START, START + LENGTH);
        steps.step("before");
        InvalidationResult result;
        try {
            result = blockable
                    ? invalidator.invalidateRangeStart(range)
                    : invalidator.invalidateRangeStartNonblock(range);
        } catch (IllegalStateException closedBefore) {
            assertThat(act).isEqualTo(Act.CLOSE_INVALIDATOR);
            return InvalidationResult.COMPLETED;
        }
        steps.step("inside");
        invalidator.invalidateRangeEnd(range);
        steps.step("after");
        steps.stopCounting();
        return result;
    }

    Steps steps() {
        return steps;
    }

    void assertAllIsWell(String where) {
        assertThat(errors).as(where).isEmpty();
        for (Subscription each : List.of(first.subscription, second.subscription, own, remote)) {
            long seen = each.tryReadBegin();
            assertThat(seen == Subscription.CLOSED_FOR_GOOD || !each.readRetry(seen))
                    .as("%s: readers of %s", where, each)
                    .isTrue();
        }
        boolean spaceClosed = steps.areActedAt() && (act == Act.CLOSE_SPACE || act == Act.RELEASE_SPACE);
        for (SteppedCallbacks each :
                List.of(older, newer)) { // a space that is closed in the middle of a window ends no calls
            assertThat(each.isGone() || spaceClosed || each.starts() == each.ends())
                    .as("%s: %s starts, %s ends", where, each.starts(), each.ends())
                    .isTrue();
        }
        invalidator.close(); // no window is left
        if (spaceClosed) {
            space.close(); // where it was an error before, it works now
            assertThat(first.subscription.tryReadBegin()).as(where).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        } else {
            assertTheNextWindowWorks(where);
        }
    }

    private void assertTheNextWindowWorks(String where) {
        int[] before = {first.starts(), second.starts(), older.starts(), newer.starts()};
        ownSubscriber.close(); // they would have to be waited for
        remoteSubscriber.close();
        try (Invalidator next = space.newInvalidator("next", 0)) {
            assertThat(next.invalidateRangeStart(range)).as(where).isEqualTo(InvalidationResult.COMPLETED);
            next.invalidateRangeEnd(range);
        }
        SteppedCallbacks[] all = {first, second, older, newer};
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i].starts() - before[i])
                    .as("%s: calls of %s", where, i)
                    .isEqualTo(all[i].isGone() ? 0 : 1);
        }
    }
}
