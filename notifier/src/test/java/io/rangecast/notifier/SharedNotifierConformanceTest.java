package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.LoggingNotifier;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section G: notifiers with several users. */
@Watchdog
class SharedNotifierConformanceTest {
    private final World world = new World();
    private final AddressSpace space = world.space;

    private LoggingNotifier get(LoggingNotifier notifier) {
        return space.acquireShared(LoggingNotifier.class, () -> notifier);
    }

    @Test
    @DisplayName("a second acquire returns the same notifier, and the last release unlinks and frees it once")
    void g3ASecondGetAnswersTheSameNotifierAndTheLastPutFreesIt() {
        LoggingNotifier x = get(world.notifier("x"));
        assertThat(get(world.notifier("never"))).isSameAs(x);
        world.invalidate(0x1000, 0x2000);
        space.releaseShared(x);
        world.invalidate(0x1000, 0x2000);
        space.releaseShared(x);
        space.synchronizeAll();
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).containsExactly("x.start", "x.end", "x.start", "x.end", "x.free");
        assertThat(space.notifiers().list().all()).isEmpty();
        assertThat(get(world.notifier("y"))).isNotSameAs(x);
    }

    @Test
    void g3SpacesAndKeysDoNotShare() {
        LoggingNotifier x = get(world.notifier("x"));
        World other = new World();
        assertThat(other.space.acquireShared(LoggingNotifier.class, () -> other.notifier("y")))
                .isNotSameAs(x);
        Notifier wider = space.acquireShared(Notifier.class, () -> world.notifier("z"));
        assertThat(wider).isNotSameAs(x);
        space.releaseShared(wider);
        assertThat(world.called).containsExactly("z.free");
        assertThat(get(world.notifier("never"))).isSameAs(x);
    }

    @Test
    @DisplayName("the last release inside a callback frees when the callback has returned")
    void g3TheLastPutInsideACallbackFreesWhenItHasReturned() {
        LoggingNotifier x = world.notifier("x");
        x.onStart(() -> {
            space.releaseShared(x);
            world.called.add("returns");
            return true;
        });
        get(x);
        world.register("older");
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(world.called).containsExactly("older.start", "x.start", "returns", "x.free");
        world.end(range);
        assertThat(world.called).endsWith("x.free", "older.end");
    }

    @Test
    @DisplayName("synchronizeAll gives up at its deadline, and goes on when the callback has returned")
    void g3SynchronizeAllGivesUpAtItsDeadline() throws InterruptedException {
        LoggingNotifier x = world.notifier("x");
        get(x.onStart(() -> {
            space.releaseShared(x);
            WhileWaiting idle = WhileWaiting.idly();
            boolean[] inTime = {true};
            PollingThread.background(() -> inTime[0] = space.synchronizeAll(idle, 1_000_000))
                    .join();
            world.called.add("in time " + inTime[0]);
            return true;
        }));
        world.invalidate(0x1000, 0x2000);
        assertThat(space.synchronizeAll(WhileWaiting.idly(), 0)).isTrue();
        assertThat(world.called).containsExactly("x.start", "in time false", "x.free");
    }

    @Test
    void g3AFreeWhoseOwnWindowsCompleteWhatIsPendingRunsOnce() {
        world.subscribeA();
        boolean[] freed = new boolean[1];
        LoggingNotifier x = get(world.notifier("x").onFree(() -> {
            if (!freed[0]) { // or it would not come back
                freed[0] = true;
                world.invalidate(0x1000, 0x2000);
            }
        }));
        space.releaseShared(x);
        assertThat(world.called).containsExactly("x.free", "a");
    }

    @Test
    @DisplayName("a release without users left, or of what is not shared, is an error")
    void g4APutWithoutUsersLeftIsAnError() {
        LoggingNotifier x = get(world.notifier("x"));
        Notifier registered = world.notifier("registered");
        space.register(registered);
        space.releaseShared(x);
        assertPutIsRejected(x);
        assertPutIsRejected(registered);
        assertThat(world.called).containsExactly("x.free");
        world.invalidate(0x1000, 0x2000);
        assertThat(world.called).endsWith("registered.start", "registered.end");
    }

    private void assertPutIsRejected(Notifier notifier) {
        assertThatThrownBy(() -> space.releaseShared(notifier))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(notifier.toString())
                .hasMessageContaining(space.toString());
    }

    @Test
    @DisplayName("a get whose notifier cannot be made or registered leaves nothing, and the next one works")
    void g7AGetThatFailsLeavesNothing() {
        assertGetFails(UnsupportedOperationException.class, () -> {
            throw new UnsupportedOperationException();
        });
        assertGetFails(NullPointerException.class, () -> null);
        assertGetFails(IllegalArgumentException.class, () -> new LoggingNotifier(world, "both") {
            @Override
            public void invalidateSecondaryTlbs(AddressSpace where, long start, long end) {}
        });
        assertThat(world.called).containsExactly("both.free");
        assertThat(space.notifiers().list().all()).isEmpty();
        LoggingNotifier x = get(world.notifier("x"));
        space.releaseShared(x);
        assertThat(world.called).containsExactly("both.free", "x.free");
    }

    private void assertGetFails(Class<? extends Exception> type, Supplier<LoggingNotifier> allocate) {
        assertThatThrownBy(() -> space.acquireShared(LoggingNotifier.class, allocate))
                .isInstanceOf(type);
    }

    @Test
    @DisplayName("a release of a use inside the release callback frees once, behind it")
    void h4APutInsideTheReleaseCallbackFreesOnce() {
        LoggingNotifier x = world.notifier("x");
        get(x.onRelease(() -> {
            space.releaseShared(x);
            world.called.add("returns");
        }));
        space.release(world.producer, MemoryChange.NONE);
        assertThat(world.called).containsExactly("x.start", "x.release", "returns", "x.free");
        assertPutIsRejected(x);
    }

    @Test
    @DisplayName("a notifier that is made while its space is closed is released, and freed by its last user")
    void h2ANotifierThatIsMadeWhileItsSpaceIsClosedIsReleased() {
        LoggingNotifier x = space.acquireShared(LoggingNotifier.class, () -> {
            space.close();
            return world.notifier("x");
        });
        assertThat(world.called).containsExactly("x.release");
        space.releaseShared(x);
        assertThat(world.called).containsExactly("x.release", "x.free");
    }

    @Test
    void h4APutAfterTheReleaseOfTheSpaceFrees() {
        LoggingNotifier x = get(world.notifier("x"));
        space.close();
        space.releaseShared(x);
        assertThat(world.called).containsExactly("x.release", "x.free");
    }

    @Test
    void e12AFreeThatThrowsIsReported() {
        Error error = new AssertionError("callback");
        space.releaseShared(get(world.notifier("x").onFree(() -> {
            throw error;
        })));
        space.synchronizeAll();
        assertThat(world.errors).containsExactly(error);
    }
}
