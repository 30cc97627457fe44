package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rangecast.notifier.fixture.LoggingNotifier;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sections G, H and J for space notifiers: registration, its end, and the end of a space. */
@Watchdog
class NotifierLifeCycleConformanceTest {
    private final List<Object> sources = new ArrayList<>();
    private final World world = new World((error, said, source) -> sources.add(source));
    private final CountDownLatch inCallback = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private enum Callback {
        START,
        END,
        TEST_YOUNG,
        RELEASE
    }

    /** Stops a callback until the test lets it go on. */
    private boolean stop() {
        inCallback.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return true;
    }

    private Notifier stoppingIn(Callback callback) {
        switch (callback) {
            case START:
                return world.notifier("x").onStart(this::stop);
            case END:
                return world.notifier("x").onEnd(this::stop);
            case RELEASE:
                return world.notifier("x").onRelease(this::stop);
            default:
                return new Notifier() {
                    @Override
                    public boolean testYoung(AddressSpace space, long address) {
                        return stop();
                    }
                };
        }
    }

    private void call(Callback callback) {
        if (callback == Callback.TEST_YOUNG) {
            world.producer.testYoung(0x1000);
        } else if (callback == Callback.RELEASE) {
            world.space.close();
        } else {
            world.invalidate(0x1000, 0x2000);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("unregistering returns only after the callback that runs on another thread")
    void g5UnregisteringReturnsOnlyAfterTheCallbackThatRuns(Callback callback) throws InterruptedException {
        Registration x = world.space.register(stoppingIn(callback));
        CompletableFuture<Void> producer = World.waiting(() -> call(callback));
        inCallback.await();

        CompletableFuture<Void> closed = World.waiting(x::close);

        assertThat(closed).isNotDone();
        goOn.countDown();
        closed.join();
        producer.join();
        world.called.clear();
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).isEmpty();
    }

    @Test
    @DisplayName("unregistering does not wait for windows to end, and they end without the notifier")
    void g5UnregisteringDoesNotWaitForWindowsToEnd() {
        Registration x = world.register("x");
        world.register("y");
        InvalidationRange range = world.open(0x1000, 0x2000);
        x.close();
        x.close();
        world.end(range);
        assertThat(world.called).containsExactly("y.start", "x.start", "x.release", "y.end");
    }

    @Test
    void g5ANotifierStillHearsOfWindowsWhileItsReleaseRuns() {
        LoggingNotifier x = world.notifier("x").onRelease(() -> world.invalidate(0x1000, 0x2000));
        world.space.register(x).close();
        assertThat(world.called).containsExactly("x.release", "x.start", "x.end");
    }

    @Test
    @DisplayName("a registration that fails leaves nothing, and the next one works")
    void g7ARegistrationThatFailsLeavesNothing() {
        assertThatThrownBy(() -> world.space.register(null)).isInstanceOf(NullPointerException.class);
        assertThat(world.space.notifiers().list().all()).isEmpty();
        world.register("x");
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("x.start", "x.end");
    }

    @Test
    void g2AReleasedSpaceTakesNoNotifier() {
        world.space.close();
        LoggingNotifier x = world.notifier("x");
        assertThatThrownBy(() -> world.space.register(x))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(world.space.toString());
        assertThatThrownBy(() -> world.space.acquireShared(LoggingNotifier.class, () -> x))
                .isInstanceOf(IllegalStateException.class);
        assertThat(world.called).isEmpty();
    }

    @Test
    @DisplayName("a release is told to a, then x.release runs, before the memory goes; then the space is closed")
    void h1AReleaseIsToldThenReleaseRunsBeforeTheMemoryGoes() {
        world.map(0x1000, 0x2000, Vma.READ);
        Registration x = world.register("x");
        world.subscribeA();
        world.register("y");

        world.space.release(world.producer, (area, start, end) -> world.called.add("memory"));

        assertThat(world.called).containsExactly("a", "y.start", "x.start", "y.release", "x.release", "memory");
        assertThat(world.told).allSatisfy(told -> {
            assertThat(told.what()).isEqualTo("RELEASE [0x0,0x" + Long.toHexString(MAX) + ")");
            assertThat(told.flags()).isEqualTo(Invalidation.BLOCKABLE);
        });
        x.close();
        world.space.close();
        world.space.release(world.producer, MemoryChange.NONE);
        world.invalidate(0, MAX);
        assertThat(world.called).hasSize(6);
    }

    @Test
    @DisplayName("closing a space calls release too, of those that are still registered")
    void h1ClosingASpaceCallsReleaseToo() {
        Registration x = world.register("x");
        world.register("y");
        x.close();
        world.space.close();
        world.space.close();
        assertThat(world.called).containsExactly("x.release", "y.release");
    }

    @Test
    @DisplayName("a release whose memory change fails has released the notifiers once, and can be repeated")
    void h1AReleaseWhoseMemoryChangeFailsCanBeRepeated() {
        world.map(0x1000, 0x2000, Vma.READ);
        world.register("x");
        assertThatThrownBy(() -> world.space.release(world.producer, (area, start, end) -> {
                    throw new UnsupportedOperationException("memory");
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        world.register("y");
        world.space.release(world.producer, MemoryChange.NONE);
        assertThat(world.called).containsExactly("x.start", "x.release", "y.start", "y.release");
    }

    @Test
    @DisplayName("who refuses RELEASE, or throws in it, is reported, and the space is torn down")
    void h7WhoRefusesReleaseIsReportedAndTheSpaceIsTornDown() {
        Subscription a = world.subscribeRefusing("a", 0x1000, 0x2000);
        LoggingNotifier x = world.notifier("x").onStart(() -> false);
        LoggingNotifier y = world.notifier("y").onRelease(() -> {
            throw new AssertionError("callback");
        });
        world.space.register(x);
        world.space.register(y);

        world.space.release(world.producer, MemoryChange.NONE);

        assertThat(world.called).containsExactly("a", "y.start", "x.start", "y.release", "x.release");
        assertThat(sources).containsExactly(a, x, y);
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThatThrownBy(() -> world.register("z")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a release that finds a notifier being unregistered waits for its release callback")
    void h2AReleaseWaitsForTheReleaseCallbackOfAnUnregister() throws InterruptedException {
        Registration x = world.space.register(stoppingIn(Callback.RELEASE));
        CompletableFuture<Void> unregister = PollingThread.background(() -> {
            x.close();
            return null;
        });
        inCallback.await();
        CompletableFuture<Void> release = World.waiting(world.space::close);
        assertThat(release).isNotDone();
        goOn.countDown();
        release.join();
        unregister.join();
        assertThat(world.called).containsExactly("x.release");
    }

    private void assertErrorInCallback(Consumer<Registration> action) {
        Registration[] self = new Registration[1];
        LoggingNotifier x = world.notifier("x");
        self[0] = world.space.register(x.onStart(() -> {
                    action.accept(self[0]);
                    return true;
                })
                .onEnd(() -> action.accept(self[0])));
        world.invalidateFailing(0x1000, 0x2000);
        assertThat(world.errors)
                .hasSize(2)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("inside a callback"));
        world.invalidateFailing(0x1000, 0x2000);
        assertThat(world.called).containsExactly("x.start", "x.end", "x.start", "x.end");
        self[0].close();
        assertThat(world.called).hasSize(5).endsWith("x.release");
        world.producer.close();
    }

    @Test
    @DisplayName("unregistering itself in a callback is an error at once, and nothing has changed")
    void j1UnregisteringItselfInACallbackIsAnErrorAtOnce() {
        assertErrorInCallback(Registration::close);
    }

    @Test
    void j1WaitingForWhatEndsLaterInACallbackIsAnErrorAtOnce() {
        assertErrorInCallback(self -> world.space.synchronizeAll());
    }

    @Test
    @DisplayName("a release callback that closes the space whose close would wait for it gets an error")
    void j1AReleaseCallbackThatClosesTheSpaceGetsAnError() {
        Registration x = world.space.register(world.notifier("x").onRelease(world.space::close));
        x.close();
        assertThat(world.called).containsExactly("x.release");
        assertThat(world.errors).singleElement().isInstanceOf(IllegalStateException.class);
        world.space.close();
    }

    @Test
    @DisplayName("callbacks may register others, which hear of the next window")
    void j3CallbacksMayRegisterOthers() {
        List<Registration> made = new ArrayList<>();
        world.space.register(world.notifier("x").onStart(() -> {
            if (made.isEmpty()) {
                made.add(world.register("y"));
            }
            return true;
        }));
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("x.start", "x.end");
        await().until(made.get(0)::hasJoined);
        world.called.clear();
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("y.start", "x.start", "y.end", "x.end");
    }
}
