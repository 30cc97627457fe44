package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.FAILED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static io.rangecast.notifier.Subscription.CLOSED_FOR_GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Section N: a listener that has failed has not let go, and the answer says so until it has. */
@Watchdog
class FailedListenerConformanceTest {
    private final World world = new World();
    private final InvalidationRange range = world.range(0x1000, 0x3000);

    /** In which way listeners fail now; null if they do not. */
    private Failure failure;

    private enum Failure {
        REFUSES,
        THROWS,
        RUNS_OUT_OF_MEMORY,
        OVERFLOWS_THE_STACK;

        boolean happens() {
            return switch (this) {
                case REFUSES -> false;
                case THROWS -> throw new IllegalArgumentException("cannot let go");
                case RUNS_OUT_OF_MEMORY -> throw new OutOfMemoryError("as if");
                case OVERFLOWS_THE_STACK -> overflow(0);
            };
        }

        private static boolean overflow(int depth) {
            return overflow(depth + 1) && depth > 0;
        }
    }

    private boolean letGo() {
        return failure == null || failure.happens();
    }

    private Subscription subscribeFailing(String name, long start, long end) {
        IntervalNotifier log = world.logging(name);
        return world.space.subscribe(start, end - start, (self, said) -> log.invalidate(self, said) && letGo());
    }

    private Registration registerFailing(String name) {
        return world.space.register(world.notifier(name).onStart(this::letGo));
    }

    private InvalidationResult start() {
        return world.producer.invalidateRangeStart(range);
    }

    private InvalidationResult await() {
        world.called.clear();
        return world.producer.await(range);
    }

    // ---- N1

    @ParameterizedTest
    @EnumSource(Failure.class)
    @DisplayName("a subscription's callback that fails makes the start answer FAILED, and is named")
    void n1ACallbackThatFailsMakesTheStartAnswerFailed(Failure how) {
        failure = how;
        subscribeFailing("a", 0x1000, 0x2000);
        Subscription b = world.subscribe("b", 0x2000, 0x3000);
        world.register("x");

        assertThat(start()).isEqualTo(FAILED);

        assertThat(world.called).containsExactly("a", "b", "x.start");
        assertThat(world.errors).hasSize(1);
        assertThat(world.producer.laggards(range)).containsExactly("subscription [0x1000,0x2000)");
        assertThat(b.tryReadBegin()).as("the window is open").isEqualTo(Subscription.BUSY);
        world.end(range);
        assertThat(world.called).containsExactly("a", "b", "x.start", "x.end");
        world.assertNothingOpen(b);
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    @DisplayName("a space notifier that fails makes the start answer FAILED, is named, and gets one end")
    void n1ASpaceNotifierThatFailsMakesTheStartAnswerFailed(Failure how) {
        failure = how;
        world.register("x");
        registerFailing("y");
        world.register("z");

        assertThat(start()).isEqualTo(FAILED);

        assertThat(world.errors).hasSize(1);
        assertThat(world.producer.laggards(range))
                .singleElement()
                .satisfies(name -> assertThat(name).contains("notifier y"));
        world.end(range);
        assertThat(world.called).containsExactly("z.start", "y.start", "x.start", "z.end", "y.end", "x.end");
        world.assertNothingOpen();
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    @DisplayName("a publish with a failed callback is not complete, and an await asks it again")
    void n1APublishWithAFailedCallbackIsNotComplete(Failure how) {
        failure = how;
        subscribeFailing("a", 0x1000, 0x2000);
        registerFailing("x");

        assertThat(world.producer.publish(range)).isFalse();
        assertThat(await()).isEqualTo(FAILED);
        assertThat(world.called).containsExactly("a", "x.start");
        assertThat(world.errors).hasSize(4);
        failure = null;
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(world.called).containsExactly("a", "x.start");
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a batch with a failed callback returns FAILED, names it once, and asks only it again")
    void n1ABatchWithAFailedCallbackAnswersFailed() {
        failure = Failure.THROWS;
        subscribeFailing("a", 0x1000, 0x6000);
        world.subscribe("b", 0x3000, 0x4000);
        InvalidationBatch batch = new InvalidationBatch(4)
                .init(InvalidationEvent.CLEAR, 0, null, world.space)
                .add(0x1000, 0x2000)
                .add(0x3000, 0x4000)
                .add(0x5000, 0x6000);

        assertThat(world.producer.invalidateRangeStart(batch)).isEqualTo(FAILED);

        assertThat(world.called).containsExactly("a", "a", "b", "a");
        assertThat(world.producer.laggards(batch)).containsExactly("subscription [0x1000,0x6000)");
        world.called.clear();
        failure = null;
        assertThat(world.producer.await(batch, 0)).isEqualTo(COMPLETED);
        assertThat(world.called).containsExactly("a", "a", "a");
        world.producer.invalidateRangeEnd(batch);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a published batch with a failed callback is asked again by its await")
    void n1APublishedBatchIsAskedAgain() {
        failure = Failure.REFUSES;
        subscribeFailing("a", 0x1000, 0x2000);
        InvalidationBatch batch = new InvalidationBatch(4)
                .init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x2000);
        world.producer.publish(batch);
        assertThat(world.producer.await(batch, 0)).isEqualTo(FAILED);
        assertThat(world.errors).hasSize(2);
        assertThat(world.producer.evict(batch)).isEqualTo(EVICTED);
        world.producer.invalidateRangeEnd(batch);
        world.assertNothingOpen();
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    @DisplayName("the manager front throws, names who failed, has changed nothing, and works later")
    void n1TheManagerFrontThrowsAndHasChangedNothing(Failure how) {
        failure = how;
        Vma area = world.map(0x1000, 0x2000, Vma.READ);
        subscribeFailing("a", 0x1000, 0x2000);
        List<Vma> unmapped = new ArrayList<>();
        MemoryChange unmap = (part, start, end) -> unmapped.add(part);

        assertThatThrownBy(() -> world.space.unmap(world.producer, 0x1000, 0x2000, unmap))
                .isInstanceOf(InvalidationFailedException.class)
                .hasMessageContaining("UNMAP [0x1000,0x2000)")
                .hasMessageContaining("subscription [0x1000,0x2000)")
                .satisfies(thrown -> assertThat(((InvalidationException) thrown).laggards())
                        .containsExactly("subscription [0x1000,0x2000)"));

        assertThat(unmapped).isEmpty();
        assertThat(world.space.find(0x1000)).isSameAs(area);
        failure = null;
        world.space.unmap(world.producer, 0x1000, 0x2000, unmap);
        assertThat(unmapped).containsExactly(area);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a callback that fails over RELEASE is reported, and the space ends")
    void h7ACallbackThatFailsOverReleaseIsReported() {
        failure = Failure.REFUSES;
        world.map(0x1000, 0x2000, Vma.READ);
        subscribeFailing("a", 0x1000, 0x2000);
        registerFailing("x");
        List<Vma> unmapped = new ArrayList<>();
        world.space.release(world.producer, (part, start, end) -> unmapped.add(part));
        assertThat(world.errors).hasSize(2);
        assertThat(unmapped).hasSize(1);
        assertThat(world.called).containsExactly("a", "x.start", "x.release");
        world.producer.close();
    }

    @Test
    @DisplayName("a thread that may hold the memory keeps the space from ending, though a callback has failed too")
    void h7AThreadThatMayHoldTheMemoryKeepsTheSpaceFromEnding() {
        failure = Failure.REFUSES;
        subscribeFailing("a", 0x1000, 0x2000);
        Subscriber stuck = new Subscriber("stuck", record -> {});
        world.space.subscribe(0x1000, 0x1000, stuck);
        Invalidator impatient = world.impatient("impatient");
        assertThatThrownBy(() -> world.space.release(impatient, MemoryChange.NONE))
                .isInstanceOf(InvalidationTimeoutException.class);
        InvalidationRange other = world.range(0x1000, 0x1001);
        impatient.invalidateRangeStart(other);
        stuck.poll(8);
        impatient.invalidateRangeEnd(other);
        impatient.invalidateRangeStart(other);
        impatient.evict(other);
        impatient.invalidateRangeEnd(other);

        assertThatThrownBy(() -> world.space.release(impatient, MemoryChange.NONE))
                .isInstanceOf(InvalidationException.class)
                .hasMessageContaining("stuck");

        stuck.poll(1);
        world.space.release(impatient, MemoryChange.NONE);
    }

    @Test
    @DisplayName("who is waited for in vain comes before who has failed")
    void n1WhoIsWaitedForComesBeforeWhoHasFailed() {
        failure = Failure.THROWS;
        subscribeFailing("a", 0x1000, 0x2000);
        Subscriber stuck = new Subscriber("stuck", record -> {});
        world.space.subscribe(0x1000, 0x1000, stuck);
        Invalidator impatient = world.impatient("impatient");

        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(impatient.laggards(range)).containsExactly("stuck", "subscription [0x1000,0x2000)");
        stuck.poll(1);
        assertThat(impatient.await(range, 0)).isEqualTo(FAILED);
        assertThat(impatient.laggards(range)).containsExactly("subscription [0x1000,0x2000)");
        failure = null;
        assertThat(impatient.await(range, 0)).isEqualTo(COMPLETED);
        assertThat(impatient.laggards(range)).isEmpty();
        impatient.invalidateRangeEnd(range);
        impatient.close();
    }

    @Test
    @DisplayName("a flush that a notifier fails is an error that names it, and the others have flushed")
    void n1AFlushThatANotifierFailsIsAnError() {
        List<String> flushed = new ArrayList<>();
        for (String name : List.of("x", "y", "z")) {
            world.space.register(new Notifier() {
                @Override
                public void invalidateSecondaryTlbs(AddressSpace space, long start, long end) {
                    flushed.add(name);
                    if (name.equals("y") && failure != null) {
                        failure.happens();
                    }
                }

                @Override
                public String toString() {
                    throw new IllegalStateException("has no name");
                }
            });
        }
        failure = Failure.OVERFLOWS_THE_STACK;
        assertThatThrownBy(() -> world.producer.invalidateSecondaryTlbs(0x1000, 0x2000))
                .isInstanceOf(InvalidationFailedException.class)
                .hasMessageContaining("[0x1000,0x2000)")
                .satisfies(thrown -> assertThat(((InvalidationException) thrown).laggards())
                        .singleElement()
                        .satisfies(name -> assertThat(name).contains("FailedListenerConformanceTest")));
        assertThat(flushed).containsExactly("z", "y", "x");
        assertThat(world.errors).singleElement().isInstanceOf(StackOverflowError.class);
        failure = null;
        world.producer.invalidateSecondaryTlbs(0x1000, 0x2000);
        world.assertNothingOpen();
    }

    // ---- N3

    @Test
    @DisplayName("who failed is called again, in order and alone, until it has let go")
    void n3WhoFailedIsCalledAgainInOrderAndAlone() {
        List<String> failing = new ArrayList<>(List.of("b", "c", "e", "x", "z"));
        for (String name : List.of("a", "b", "c", "d", "e")) {
            IntervalNotifier log = world.logging(name);
            world.space.subscribe(
                    0x1000 + name.charAt(0),
                    0x1000,
                    (self, said) -> log.invalidate(self, said) && !failing.contains(name));
        }
        for (String name : List.of("x", "y", "z")) {
            world.space.register(world.notifier(name).onStart(() -> !failing.contains(name)));
        }

        assertThat(start()).isEqualTo(FAILED);
        assertThat(await()).isEqualTo(FAILED);
        assertThat(world.called).containsExactly("b", "c", "e", "z.start", "x.start");
        failing.removeAll(List.of("c", "z"));
        assertThat(await()).isEqualTo(FAILED);
        assertThat(world.called).containsExactly("b", "c", "e", "z.start", "x.start");
        assertThat(await()).isEqualTo(FAILED);
        assertThat(world.called).containsExactly("b", "e", "x.start");
        assertThat(world.producer.laggards(range))
                .hasSize(3)
                .startsWith("subscription [0x1062,0x2062)", "subscription [0x1065,0x2065)");
        failing.clear();
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(world.called).containsExactly("b", "e", "x.start");
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(world.called).isEmpty();
        assertThat(world.producer.laggards(range)).isEmpty();
        world.end(range);
        assertThat(world.called).containsExactly("z.end", "y.end", "x.end");
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("the same range starts afresh after a window in which somebody failed")
    void n3TheSameRangeStartsAfresh() {
        failure = Failure.REFUSES;
        subscribeFailing("a", 0x1000, 0x2000);
        registerFailing("x");
        assertThat(start()).isEqualTo(FAILED);
        world.end(range);
        failure = null;
        assertThat(start()).isEqualTo(COMPLETED);
        assertThat(world.producer.laggards(range)).isEmpty();
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("who failed has let go once its owner has closed it, be it in the callback that fails")
    void n3WhoFailedHasLetGoOnceItIsClosed() {
        failure = Failure.THROWS;
        Subscription a = subscribeFailing("a", 0x1000, 0x2000);
        Registration x = registerFailing("x");
        world.subscribe("b", 0x2000, 0x3000, self -> {
            self.closeAsync();
            throw new IllegalArgumentException("closed, and fails all the same");
        });
        assertThat(start()).isEqualTo(FAILED);
        assertThat(world.producer.laggards(range)).hasSize(2);
        a.close();
        assertThat(await()).isEqualTo(FAILED);
        assertThat(world.called).containsExactly("x.start");
        x.close();
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(world.called).isEmpty();
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("that its space is closed does not make a subscription let go that has failed")
    void n3ThatItsSpaceIsClosedDoesNotMakeASubscriptionLetGo() {
        failure = Failure.THROWS;
        Subscription a = subscribeFailing("a", 0x1000, 0x2000);
        assertThat(start()).isEqualTo(FAILED);
        world.space.close();
        assertThat(await()).isEqualTo(FAILED);
        a.close();
        assertThat(await()).isEqualTo(COMPLETED);
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("nobody calls who is evicted, its readers are over, and windows answer EVICTED until it is closed")
    void n3NobodyCallsWhoIsEvicted() {
        failure = Failure.THROWS;
        Subscription a = subscribeFailing("a", 0x1000, 0x2000);
        Subscription b = world.subscribe("b", 0x2000, 0x3000);
        assertThat(start()).isEqualTo(FAILED);
        assertThat(world.producer.evict(range)).isEqualTo(EVICTED);
        assertThat(world.producer.laggards(range)).containsExactly("subscription [0x1000,0x2000)");
        world.end(range);
        assertThat(a.tryReadBegin()).isEqualTo(CLOSED_FOR_GOOD);
        assertThat(world.space.counters().evictions()).isEqualTo(1);
        world.called.clear();
        world.errors.clear();

        InvalidationRange part = world.range(0x1fff, 0x3000);
        assertThat(world.producer.invalidateRangeStart(part)).isEqualTo(EVICTED);
        assertThat(world.called).containsExactly("b");
        assertThat(world.producer.await(part, 0)).isEqualTo(EVICTED);
        world.end(part);
        assertThat(world.producer.invalidateRangeStartNonblock(part)).isEqualTo(AGAIN);
        assertThat(world.producer.publish(part)).isFalse();
        assertThat(world.called).as("the second time, by publish").containsExactly("b", "b");
        assertThat(world.errors).isEmpty();

        a.close();

        assertThat(world.producer.await(part, 0)).isEqualTo(COMPLETED);
        world.end(part);
        assertThat(start()).isEqualTo(COMPLETED);
        assertThat(range.hits()).isEqualTo(1);
        world.end(range);
        world.assertNothingOpen(b);
    }

    @Test
    @DisplayName("nobody calls a notifier that is evicted until its owner closes it, which releases it")
    void n3NobodyCallsANotifierThatIsEvicted() {
        failure = Failure.REFUSES;
        Registration x = registerFailing("x");
        world.register("y");
        assertThat(start()).isEqualTo(FAILED);
        assertThat(world.producer.evict(range)).isEqualTo(EVICTED);
        world.called.clear();
        world.end(range);
        assertThat(world.called).containsExactly("y.end");
        assertThat(start()).isEqualTo(EVICTED);
        world.end(range);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(world.called).containsExactly("y.end", "y.start", "y.end");
        x.close();
        assertThat(world.called).endsWith("x.release");
        world.called.clear();
        assertThat(start()).isEqualTo(COMPLETED);
        world.end(range);
        assertThat(world.called).containsExactly("y.start", "y.end");
        assertThat(world.space.counters().evictions()).isEqualTo(1);
        world.assertNothingOpen();
    }

    @Test
    void n3QuarantinedMemoryIsHeldUntilThoseWhoFailedAreClosed() {
        failure = Failure.THROWS;
        Subscription a = subscribeFailing("a", 0x1000, 0x2000);
        Registration x = registerFailing("x");
        List<String> freed = new ArrayList<>();
        assertThat(start()).isEqualTo(FAILED);
        world.producer.quarantine(range, () -> freed.add("memory"));
        failure = null;
        assertThat(start()).as("another window says nothing of this one").isEqualTo(COMPLETED);
        world.end(range);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        x.close();
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        a.close();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).containsExactly("memory");
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("who failed and let go before the quarantine holds nothing up")
    void n3WhoLetGoBeforeTheQuarantineHoldsNothingUp() {
        failure = Failure.THROWS;
        subscribeFailing("a", 0x1000, 0x2000).closeAsync();
        subscribeFailing("b", 0x1000, 0x2000);
        List<String> freed = new ArrayList<>();
        assertThat(start()).isEqualTo(FAILED);
        failure = null;
        assertThat(await()).isEqualTo(COMPLETED);
        world.producer.quarantine(range, () -> freed.add("memory"));
        assertThat(freed).hasSize(1);
        world.assertNothingOpen();
    }

    // ---- asked again, it is a callback like any other

    @Test
    @DisplayName("a close waits for a callback that is asked again, and nothing of it runs afterwards")
    void n3ACloseWaitsForACallbackThatIsAskedAgain() throws InterruptedException {
        assertEndWaits(Subscription::close, Registration::close);
    }

    @Test
    @DisplayName("what closes without waiting is over once the callback that is asked again has returned")
    void n3WhatClosesWithoutWaitingIsOverOnceTheCallbackHasReturned() throws InterruptedException {
        assertEndWaits(
                a -> a.closeAsync().toCompletableFuture().join(),
                x -> x.closeAsync().toCompletableFuture().join());
    }

    private void assertEndWaits(Consumer<Subscription> ofSubscription, Consumer<Registration> ofRegistration)
            throws InterruptedException {
        CountDownLatch inCallback = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> log = new ArrayList<>();
        boolean[] again = new boolean[1];
        Subscription a = world.space.subscribe(0x1000, 0x1000, (self, said) -> {
            if (again[0]) {
                inCallback.countDown();
                Uninterruptibly.await(goOn);
                log.add("a has run");
            }
            return again[0];
        });
        Registration x = world.space.register(world.notifier("x").onStart(() -> {
            if (again[0]) {
                inCallback.countDown();
                log.add("x has run");
            }
            return again[0];
        }));
        assertThat(start()).isEqualTo(FAILED);
        again[0] = true;
        var asking = PollingThread.background(() -> world.producer.await(range));
        while (inCallback.getCount() > 1) {
            Thread.onSpinWait();
        }
        var closing = World.waiting(() -> {
            ofSubscription.accept(a);
            assertThat(log).contains("a has run");
        });
        var unregistering = World.waiting(() -> {
            ofRegistration.accept(x);
            assertThat(log).contains("a has run");
        });
        assertThat(closing).isNotDone();
        assertThat(unregistering).isNotDone();
        goOn.countDown();
        assertThat(asking.join()).isIn(COMPLETED, FAILED);
        closing.join();
        unregistering.join();
        assertThat(await()).isEqualTo(COMPLETED);
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @Row("C12")
    @DisplayName("a callback that is asked again can neither close itself nor end or await its window")
    void j1ACallbackThatIsAskedAgainCannotCloseItselfOrEndItsWindow() {
        List<Throwable> errors = new ArrayList<>();
        List<Runnable> actions = new ArrayList<>();
        List<CompletionStage<Void>> closed = new ArrayList<>();
        Subscription a = world.space.subscribe(0x1000, 0x1000, (self, said) -> {
            for (Runnable action : actions) {
                try {
                    action.run();
                } catch (IllegalStateException e) {
                    errors.add(e);
                }
            }
            return !actions.isEmpty();
        });
        assertThat(start()).isEqualTo(FAILED);
        actions.add(a::close);
        actions.add(a::readBegin);
        actions.add(() -> world.end(range));
        actions.add(() -> world.producer.await(range));
        actions.add(world.producer::close);
        actions.add(world.space::synchronizeAll);
        actions.add(() -> world.invalidate(0x8000, 0x9000)); // windows nest
        actions.add(() -> closed.add(a.closeAsync()));
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(errors).hasSize(6);
        assertThat(closed).allMatch(stage -> stage.toCompletableFuture().isDone());
        world.end(range);
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("who subscribes while somebody is asked again waits for the window, and for nothing after it")
    void n1WhoSubscribesWhileSomebodyIsAskedAgainWaitsForTheWindow() {
        List<Subscription> newcomers = new ArrayList<>();
        boolean[] again = new boolean[1];
        world.space.subscribe(0x1000, 0x1000, (self, said) -> {
            if (again[0]) {
                newcomers.add(world.subscribe("newcomer", 0x1000, 0x2000));
            }
            return again[0];
        });
        assertThat(start()).isEqualTo(FAILED);
        again[0] = true;
        assertThat(await()).isEqualTo(COMPLETED);
        assertThat(world.called).isEmpty();
        assertThat(newcomers.get(0).tryReadBegin()).isEqualTo(Subscription.BUSY);
        world.end(range);
        world.assertNothingOpen(newcomers.get(0));
    }
}
