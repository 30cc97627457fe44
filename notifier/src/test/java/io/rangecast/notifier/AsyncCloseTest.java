package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What ends without waiting: completed by whoever finishes last, once. */
@Watchdog
class AsyncCloseTest {
    private final World world = new World();
    private final List<CompletionStage<Void>> stages = new ArrayList<>();
    private final List<Boolean> doneInside = new ArrayList<>();

    private static boolean isDone(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private boolean closed(CompletionStage<Void> stage) {
        stages.add(stage);
        doneInside.add(isDone(stage));
        return true;
    }

    private void assertDoneAfterTheCallbackOnly() {
        assertThat(doneInside).hasSize(1).containsOnly(false);
        assertThat(stages).allMatch(AsyncCloseTest::isDone);
        assertThat(world.errors).isEmpty();
    }

    @Test
    @DisplayName("a subscription may be closed inside its own callback, and is then called no more")
    void aSubscriptionMayBeClosedInsideItsOwnCallback() {
        Subscription a = world.subscribe("a", 0x1000, 0x2000, self -> closed(self.closeAsync()));
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertDoneAfterTheCallbackOnly();
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        world.end(range);
        assertThat(world.calledBy(0x1000, 0x2000)).isEmpty();
    }

    @Test
    @DisplayName("a registration may be closed inside its own start; it is released there and gets no end")
    void aRegistrationMayBeClosedInsideItsOwnStart() {
        Registration[] x = new Registration[1];
        x[0] = world.space.register(world.notifier("x").onStart(() -> closed(x[0].closeAsync())));
        world.invalidate(0x1000, 0x2000);
        assertDoneAfterTheCallbackOnly();
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("x.start", "x.release");
    }

    @Test
    @DisplayName("a registration may be closed inside its own end, by a window that calls nobody else")
    void aRegistrationMayBeClosedInsideItsOwnEnd() {
        Registration[] x = new Registration[1];
        x[0] = world.space.register(world.notifier("x").onEnd(() -> closed(x[0].closeAsync())));
        world.invalidate(0x1000, 0x2000);
        assertDoneAfterTheCallbackOnly();
    }

    @Test
    void aRegistrationMayBeClosedInsideItsOwnRelease() {
        Registration[] x = new Registration[1];
        x[0] = world.space.register(world.notifier("x").onRelease(() -> closed(x[0].closeAsync())));
        world.space.close();
        assertDoneAfterTheCallbackOnly();
        assertThat(world.called).containsExactly("x.release");
    }

    @Test
    void aRegistrationMayBeClosedWhileItsAgeIsAskedFor() {
        Registration[] x = new Registration[1];
        x[0] = world.space.register(new Notifier() {
            @Override
            public boolean testYoung(AddressSpace space, long address) {
                return closed(x[0].closeAsync());
            }
        });
        assertThat(world.producer.testYoung(0x1000)).isTrue();
        assertDoneAfterTheCallbackOnly();
        assertThat(world.producer.testYoung(0x1000)).isFalse();
    }

    @Test
    @DisplayName("what is closed while no callback runs is done at once, also beside open windows")
    void whatIsClosedWhileNoCallbackRunsIsDoneAtOnce() {
        Subscription a = world.subscribeA();
        Subscription own = world.space.subscribe(0x1000, 0x1000, new Subscriber("own thread", said -> {}));
        Registration x = world.register("x");
        world.impatient("impatient").invalidateRangeStart(world.range(0x1000, 0x2000));
        assertThat(List.of(a.closeAsync(), own.closeAsync(), x.closeAsync(), x.closeAsync()))
                .allMatch(AsyncCloseTest::isDone);
        assertThat(world.called).containsExactly("a", "x.start", "x.release");
    }

    @Test
    void aWindowThatMissesASubscriptionDoesNotDelayItsEnd() {
        Subscription a = world.subscribeA();
        world.subscribe("b", 0x2000, 0x3000, self -> closed(a.closeAsync()));
        world.invalidate(0x2000, 0x3000);
        assertThat(doneInside).containsExactly(true);
    }

    @Test
    void anEndCallbackOfANotifierDoesNotDelayTheEndOfASubscription() {
        Subscription a = world.subscribeA();
        world.space.register(world.notifier("x").onEnd(() -> closed(a.closeAsync())));
        world.invalidate(0x1000, 0x2000);
        assertThat(doneInside).containsExactly(true);
    }

    @Test
    void windowsThatNestTheOutermostCompletes() {
        Registration[] x = new Registration[1];
        x[0] = world.space.register(world.notifier("x").onStart(() -> {
            if (stages.isEmpty()) {
                closed(x[0].closeAsync());
                world.invalidate(0x5000, 0x6000);
                assertThat(stages).noneMatch(AsyncCloseTest::isDone);
            }
            return true;
        }));
        world.invalidate(0x1000, 0x2000);
        assertDoneAfterTheCallbackOnly();
    }

    @Test
    @DisplayName("of two producers that call, the one that finishes last completes")
    void ofTwoProducersTheOneThatFinishesLastCompletes() throws InterruptedException {
        CountDownLatch inCallback = new CountDownLatch(2);
        CountDownLatch[] goOn = {new CountDownLatch(1), new CountDownLatch(1)};
        world.space.subscribe(0, 0x2000, (self, said) -> {
            inCallback.countDown();
            try {
                goOn[said.start() == 0 ? 0 : 1].await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return true;
        });
        Subscription closing = world.subscribe("closing", 0, 0x2000);
        List<CompletableFuture<Void>> producers = List.of(
                World.waiting(() -> world.invalidate(0, 0x1000)), World.waiting(() -> startElsewhere(0x1000, 0x2000)));
        inCallback.await();
        CompletionStage<Void> stage = closing.closeAsync();

        goOn[1].countDown();
        producers.get(1).join();
        assertThat(isDone(stage)).isFalse();
        goOn[0].countDown();
        producers.get(0).join();

        assertThat(isDone(stage)).isTrue();
    }

    private void startElsewhere(long start, long end) {
        world.space.newInvalidator("elsewhere").invalidateRangeStart(world.range(start, end));
    }

    @Test
    void aCloseBesideAReleaseOnAnotherThreadIsDoneAfterIt() throws InterruptedException {
        CountDownLatch inRelease = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Registration x = world.space.register(world.notifier("x").onRelease(() -> {
            inRelease.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }));
        CompletableFuture<Void> release = World.waiting(world.space::close);
        inRelease.await();
        CompletionStage<Void> stage = x.closeAsync();
        assertThat(isDone(stage)).isFalse();
        goOn.countDown();
        release.join();
        assertThat(isDone(stage)).isTrue();
    }

    @Test
    @DisplayName("what depends on the end runs as in a callback, and others are completed though it throws")
    void whatDependsOnTheEndRunsAsInACallback() {
        Subscription b = world.subscribe("b", 0x5000, 0x6000);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        world.subscribe(
                "a",
                0x1000,
                0x2000,
                self -> self.closeAsync().thenRun(b::close).whenComplete((done, error) -> thrown.complete(error)));
        world.invalidate(0x1000, 0x2000);
        assertThat(thrown.join()).hasCauseInstanceOf(IllegalStateException.class);
        b.close();
    }

    private int pending() {
        return ((Queue<?>) PrivateField.of(CallbackGracePeriods.class, "pending", Queue.class)
                        .get(world.producer.registry().gracePeriods()))
                .size();
    }

    @Test
    @DisplayName("who synchronises for a limited time learns whether all was over, and waits as it was told to")
    void whoSynchronisesForALimitedTimeLearnsWhetherAllIsOver() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        Subscription a = world.subscribe("a", 0x1000, 0x2000, self -> {
            running.countDown();
            Uninterruptibly.await(mayReturn);
        });
        CompletableFuture<InvalidationRange> window = PollingThread.background(() -> world.open(0x1000, 0x2000));
        running.await();
        CompletionStage<Void> gone = a.closeAsync();

        int pending = pending();
        assertThat(world.space.synchronizeAll(WhileWaiting.idly(), 0)).isFalse();
        assertThat(world.space.synchronizeAll(WhileWaiting.idly(), 1_000_000)).isFalse();
        assertThat(pending()).as("what is left by who has given up").isEqualTo(pending);
        assertThat(isDone(gone)).isFalse();
        assertThat(world.space.synchronizeAll(WhileWaiting.then(mayReturn::countDown), Long.MAX_VALUE))
                .isTrue();

        assertThat(isDone(gone)).isTrue();
        assertThat(world.space.synchronizeAll(WhileWaiting.idly(), 0)).isTrue();
        world.end(window.get());
    }

    @Test
    void aRegistrationThatWasClosedIsNotKept() {
        Registration first = world.register("x");
        Registration second = world.register("y");
        first.close();
        assertThat(world.space.notifiers().list().all()).containsExactly(second);
        second.closeAsync();
        assertThat(world.space.notifiers().list().all()).isEmpty();
    }
}
