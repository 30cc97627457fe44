package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscriptions that are closed together. */
@Watchdog
class CloseAllTest {
    private final World world = new World();
    private final ReaderGroup group = new ReaderGroup("group");
    private final Subscriber subscriber = new Subscriber("subscriber", record -> {});
    private final List<Subscription> all = List.of(
            world.subscribe("a", 0x1000, 0x2000),
            world.space.subscribe(0x1000, 0x1000, subscriber),
            world.space.subscribe(0x1000, 0x1000, group),
            world.space.guard(0x1000, 0x1000));
    private final Subscription other = world.space.guard(0x1000, 0x1000);

    @Test
    @DisplayName("they are closed together, whatever they are, and others are left alone; twice is once")
    void d5TheyAreClosedTogether() {
        world.space.closeAll(all);

        assertThat(all).allMatch(closed -> closed.tryReadBegin() == Subscription.CLOSED_FOR_GOOD);
        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1);
        assertThat(other.readRetry(other.readBegin())).isFalse();
        assertThat(world.called).isEmpty();
        world.space.closeAll(all);
        world.space.closeAll(List.of());
        subscriber.close();
        group.close();
    }

    @Test
    @DisplayName("it returns when no callback of any runs or can start")
    void d5ItReturnsWhenNoCallbackRuns() throws InterruptedException {
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Subscription slow = world.subscribe("slow", 0x5000, 0x6000, self -> {
            inCallback.countDown();
            Uninterruptibly.await(goOn);
        });
        CompletableFuture<Integer> started = PollingThread.background(() -> world.invalidate(0x5000, 0x6000));
        Uninterruptibly.await(inCallback);
        List<Subscription> closing = new ArrayList<>(all);
        closing.add(slow);
        CompletableFuture<Void> closed = World.waiting(() -> world.space.closeAll(closing));
        assertThat(closed).isNotDone();

        goOn.countDown();

        closed.join();
        assertThat(started.join()).isEqualTo(1);
    }

    @Test
    @DisplayName("with a callback among them it is refused inside a callback, and nothing is closed")
    void j1WithACallbackAmongThemItIsRefusedInsideACallback() {
        List<Throwable> thrown = new ArrayList<>();
        world.subscribe("closes them", 0x5000, 0x6000, self -> {
            world.space.closeAll(all.subList(1, 4)); // which nobody calls
            try {
                world.space.closeAll(all.subList(0, 1));
            } catch (IllegalStateException mightWaitForItself) {
                thrown.add(mightWaitForItself);
            }
        });
        world.invalidate(0x5000, 0x6000);

        assertThat(thrown).hasSize(1);
        assertThat(world.called).doesNotContain("a");
        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(2);
    }

    @Test
    @DisplayName("with a foreign one or null among them it is refused, and nothing is closed")
    void n11WithAForeignOneItIsRefused() {
        Subscription foreign = new AddressSpace().guard(0x1000, 0x1000);
        assertThatThrownBy(() -> world.space.closeAll(List.of(all.get(0), foreign)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> world.space.closeAll(Arrays.asList(all.get(0), null)))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("subscription");
        subscriber.close();
        assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(4);
        assertThat(foreign.tryReadBegin()).isNotEqualTo(Subscription.CLOSED_FOR_GOOD);
    }
}
