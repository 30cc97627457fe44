package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscriptions without a listener, for optimistic readers alone; and those of a whole space. */
@Watchdog
class GuardConformanceTest {
    private final World world = new World();
    private final Subscription guard = world.space.guard(0x1000, 0x1000);

    @Test
    @Row({"C1", "C4"})
    @DisplayName("readers of a guard try again when a window opens, and begin anew behind it")
    void c2ReadersOfAGuardTryAgain() {
        long seen = guard.readBegin();
        assertThat(guard.readRetry(seen)).isFalse();

        InvalidationRange range = world.open(0x1800, 0x3000);

        assertThat(range.hits()).isEqualTo(1);
        assertThat(range.records()).isZero();
        assertThat(guard.readRetry(seen)).isTrue();
        assertThat(guard.tryReadBegin()).isEqualTo(Subscription.BUSY);
        world.end(range);
        assertThat(guard.readRetry(guard.readBegin())).isFalse();
    }

    @Test
    @DisplayName("a start that must not wait is not refused by a guard, nor is a handler or a callback in its way")
    void e11AStartThatMustNotWaitIsNotRefused() {
        long seen = guard.readBegin();
        InvalidationRange range = world.range(0x1000, 0x2000);

        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(COMPLETED);

        assertThat(guard.readRetry(seen)).isTrue();
        world.end(range);
        assertThat(world.producer.publish(range)).isTrue();
        assertThat(world.producer.laggards(range)).isEmpty();
        world.end(range);
    }

    @Test
    @DisplayName("a guard that is closed is hit no more, also where that may not wait, and twice is once")
    void d5AGuardThatIsClosedIsHitNoMore() {
        world.subscribe("closes it", 0x5000, 0x6000, self -> guard.close());
        world.invalidate(0x5000, 0x6000);

        assertThat(world.errors).isEmpty();
        assertThat(world.invalidate(0x1000, 0x2000)).isZero();
        assertThat(guard.readBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        guard.close();
        assertThat(guard.closeAsync().toCompletableFuture()).isCompleted();
    }

    @Test
    @DisplayName("a guard has a mask and an owner as any subscription")
    void l8AGuardHasAMaskAndAnOwner() {
        Subscription unmaps = world.space.guard(0x8000, 0x1000, InvalidationEvent.UNMAP.mask(), 0);
        long seen = unmaps.readBegin();
        InvalidationRange range =
                new InvalidationRange().init(InvalidationEvent.CLEAR, 0, null, world.space, 0x8000, 0x9000);
        world.producer.invalidateRangeStart(range);
        assertThat(unmaps.readRetry(seen)).isFalse();
        world.end(range);

        Subscription mine = world.space.guard(0x8000, 0x1000, InvalidationEvent.ALL, 7);
        seen = mine.readBegin();
        range.initOwner(InvalidationEvent.MIGRATE, 0, null, world.space, 0x8000, 0x9000, 7);
        world.producer.invalidateRangeStart(range);
        assertThat(mine.readRetry(seen)).isFalse();
        world.end(range);
    }

    @Test
    @Row("H5")
    @DisplayName("a guard of no bytes is refused, and one of a released space is closed")
    void g1AGuardOfNoBytesIsRefused() {
        assertThatThrownBy(() -> world.space.guard(0x1000, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> world.space.guard(0x1000, 1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        world.space.close();
        assertThat(guard.readBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThatThrownBy(() -> world.space.guard(0x1000, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a subscriber or a group may subscribe to the whole space")
    void b14ASubscriptionOfTheWholeSpace() {
        Subscription all = world.space.subscribe(new ReaderGroup("all"));
        assertThat(all.start()).isZero();
        assertThat(all.end()).isEqualTo(World.MAX);
        assertThat(world.invalidate(World.MAX - 1, World.MAX)).isEqualTo(1);
        assertThat(world.invalidate(0, 1)).isEqualTo(1);
        Subscriber subscriber = new Subscriber("self", record -> {});
        subscriber.attach();
        Subscription told = world.space.subscribe(subscriber);
        assertThat(told.end()).isEqualTo(World.MAX);
        assertThat(world.invalidate(0, 1)).isEqualTo(2);
        subscriber.close();
    }
}
