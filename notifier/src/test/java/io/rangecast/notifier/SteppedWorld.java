package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long OTHER_THREAD_GETS_MILLIS = 10;

    /** What counts its calls, and must not be called any more once it is gone. */
    private final class Called implements Notifier {
        private Subscription subscription;
        private Registration registration;
        private volatile boolean gone;
        private int starts;
        private int ends;

        private boolean start(String place) {
            assertThat(gone).as("gone at %s", place).isFalse();
            starts++;
            step(place);
            return true;
        }

        @Override
        public boolean invalidateRangeStart(Invalidation said) {
            return said.event() == InvalidationEvent.RELEASE || start("notifier");
        }

        @Override
        public void invalidateRangeEnd(Invalidation said) {
            assertThat(gone).as("gone at its end").isFalse();
            ends++;
            step("end");
        }
    }

    private final List<Throwable> errors = new ArrayList<>();
    final AddressSpace space = new AddressSpace((error, said, source) -> errors.add(error));
    private final Invalidator invalidator = space.newInvalidator("producer", new Hook(), Long.MAX_VALUE);
    private final InvalidationRange range = new InvalidationRange();
    private final boolean blockable;
    private final int when;
    private final Act act;
    private final boolean elsewhere;

    private final Called first = new Called();
    private final Called second = new Called();
    private final Called older = new Called();
    private final Called newer = new Called();
    private final Subscriber ownSubscriber = new Subscriber("own", record -> step("own handler"));
    private final Subscriber remoteSubscriber = new Subscriber("remote", record -> step("remote handler"));
    private Subscription own;
    private Subscription remote;

    private CompletableFuture<Void> acting = CompletableFuture.completedFuture(null);
    private boolean counting = true;
    private int steps;
    private String place = "";

    SteppedWorld(boolean blockable, int when, Act act, boolean elsewhere) {
        this.blockable = blockable;
        this.when = when;
        this.act = act;
        this.elsewhere = elsewhere;
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
            step("idle " + rounds);
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

    private void step(String here) {
        if (counting && steps++ == when) {
            place = here;
            counting = false; // what the act calls is no step
            act();
            counting = true;
        }
    }

    private void act() {
        if (!elsewhere) {
            actOrBeRejected();
            return;
        }
        acting = PollingThread.background(() -> {
            actOrBeRejected();
            return null;
        });
        try {
            acting.get(OTHER_THREAD_GETS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException itWaitsForThisThread) {
            // and goes on behind it
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** An act may be an error where it is done, and has done nothing then. */
    private void actOrBeRejected() {
        try {
            act.action.accept(this);
        } catch (IllegalStateException | InvalidationTimeoutException rejected) {
            assertThat(rejected).hasMessageMatching("(?s).+");
        }
    }

    private void gone(Called closed, CompletionStage<Void> stage) {
        stage.thenRun(() -> closed.gone = true);
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
        step("before");
        InvalidationResult result;
        try {
            result = blockable
                    ? invalidator.invalidateRangeStart(range)
                    : invalidator.invalidateRangeStartNonblock(range);
        } catch (IllegalStateException closedBefore) {
            assertThat(act).isEqualTo(Act.CLOSE_INVALIDATOR);
            return InvalidationResult.COMPLETED;
        }
        step("inside");
        invalidator.invalidateRangeEnd(range);
        step("after");
        counting = false;
        return result;
    }

    int steps() {
        return steps;
    }

    String place() {
        return place;
    }

    CompletableFuture<Void> acting() {
        return acting;
    }

    void assertAllIsWell(String where) {
        assertThat(errors).as(where).isEmpty();
        for (Subscription each : List.of(first.subscription, second.subscription, own, remote)) {
            long seen = each.tryReadBegin();
            assertThat(seen == Subscription.CLOSED_FOR_GOOD || !each.readRetry(seen))
                    .as("%s: readers of %s", where, each)
                    .isTrue();
        }
        boolean spaceClosed = when >= 0 && (act == Act.CLOSE_SPACE || act == Act.RELEASE_SPACE);
        for (Called each : List.of(older, newer)) { // a space that is closed in the middle of a window ends no calls
            assertThat(each.gone || spaceClosed || each.starts == each.ends)
                    .as("%s: %s starts, %s ends", where, each.starts, each.ends)
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
        int[] before = {first.starts, second.starts, older.starts, newer.starts};
        ownSubscriber.close(); // they would have to be waited for
        remoteSubscriber.close();
        try (Invalidator next = space.newInvalidator("next", 0)) {
            assertThat(next.invalidateRangeStart(range)).as(where).isEqualTo(InvalidationResult.COMPLETED);
            next.invalidateRangeEnd(range);
        }
        Called[] all = {first, second, older, newer};
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i].starts - before[i])
                    .as("%s: calls of %s", where, i)
                    .isEqualTo(all[i].gone ? 0 : 1);
        }
    }
}
