package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row O8: the thread of a subscriber dies before it has polled. */
@Watchdog
class DeathBeforeUseConformanceTest {
    private final World world = new World();
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final Invalidator impatient = world.impatient("impatient");
    private final AtomicReference<Subscription> subscription = new AtomicReference<>();

    private static <T> T inThreadThatDies(Supplier<T> action) throws InterruptedException {
        AtomicReference<T> result = new AtomicReference<>();
        Thread thread = new Thread(() -> result.set(action.get()));
        thread.start();
        thread.join();
        return result.get();
    }

    private Subscriber subscribe() {
        Subscriber subscriber = new Subscriber("never polls", record -> {});
        subscription.set(world.space.subscribe(0x1000, 0x1000, subscriber));
        return subscriber;
    }

    private InvalidationResult invalidate() {
        InvalidationResult result = impatient.invalidateRangeStart(range);
        impatient.invalidateRangeEnd(range);
        return result;
    }

    @Test
    @DisplayName("a subscriber whose creators are dead before anybody has used it is not waited for, and counted once")
    void o8WhoDiesBeforeTheFirstPollIsNoticed() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("a thread that comes later takes what waits for it, and is waited for")
    void o8AThreadThatComesLaterIsWaitedFor() throws InterruptedException {
        Subscriber subscriber = inThreadThatDies(this::subscribe);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(subscriber.poll(2)).isEqualTo(1);
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        assertThat(subscriber.poll(2)).isEqualTo(1);
    }

    @Test
    @DisplayName("whoever begins to read is waited for, until it polls")
    void o8WhoeverBeginsToReadIsWaitedFor() throws InterruptedException {
        Subscriber subscriber = inThreadThatDies(this::subscribe);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(subscription.get().tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        assertThat(subscriber.poll(2)).isEqualTo(2);
    }

    @Test
    @DisplayName(
            "a thread that has begun to read, and dies before it polls, leaves no name: others close the subscriber")
    void o8WhoBeginsToReadWithoutAttachingLeavesNoName() throws InterruptedException {
        Subscriber subscriber = inThreadThatDies(this::subscribe);
        inThreadThatDies(() -> subscription.get().tryReadBegin());
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        subscriber.close();
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isZero();
    }

    @Test
    @DisplayName("the death of a thread that attaches before it begins to read is noticed")
    void o8WhoAttachesBeforeItBeginsToReadIsNoticed() throws InterruptedException {
        Subscriber subscriber = subscribe();
        inThreadThatDies(() -> {
            subscriber.attach();
            return subscription.get().tryReadBegin();
        });
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("one of those who have made it lives, and may be going to poll: it is waited for until it dies")
    void o8WhileOneOfItsMakersLivesItIsWaitedFor() throws InterruptedException {
        Subscriber subscriber = inThreadThatDies(this::subscribe);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        Subscription another = world.space.subscribe(0x1000, 0x800, subscriber);
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        assertThat(another.tryReadBegin()).isNotEqualTo(Subscription.CLOSED_FOR_GOOD);
    }

    @Test
    @DisplayName("quarantined memory is freed when those who have made it have died")
    void o8QuarantinedMemoryIsFreed() throws InterruptedException {
        boolean[] freed = {false};
        inThreadThatDies(() -> {
            subscribe();
            impatient.publish(range);
            impatient.quarantine(range, () -> freed[0] = true);
            return null;
        });
        assertThat(freed[0]).isFalse();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed[0]).isTrue();
    }
}
