package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.FAILED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A change in a window of its own, and what becomes of it if somebody does not let go: rows R1 and R4. */
@Watchdog
class LaggardPolicyConformanceTest {
    private static final long SHORTLY = 1_000_000;

    private final World world = new World();
    private final Subscriber reader = new Subscriber("reader", record -> {});
    private final Subscription subscription = world.space.subscribe(0x1000, 0x1000, reader);
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final AtomicInteger changed = new AtomicInteger();

    private InvalidationResult change(LaggardPolicy policy) {
        InvalidationResult result = world.producer.change(range, changed::incrementAndGet, policy);
        assertThat(range.isOpen()).isFalse();
        return result;
    }

    private void assertOver(int changes) {
        reader.poll(16);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(changed).hasValue(changes);
        assertThat(world.space.counters().held()).isZero();
        world.producer.close();
    }

    @Test
    @DisplayName("a change is made inside its window if all let go")
    void r1AChangeIsMadeInsideItsWindow() {
        reader.offline();
        assertThat(world.producer.change(range, () -> {
                    assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.BUSY);
                    changed.incrementAndGet();
                }))
                .isEqualTo(COMPLETED);
        assertThat(range.isOpen()).isFalse();
        assertThat(world.producer.tryChange(range, changed::incrementAndGet)).isEqualTo(COMPLETED);
        for (LaggardPolicy.Action action : LaggardPolicy.Action.values()) {
            assertThat(change(new LaggardPolicy(0, action))).isEqualTo(COMPLETED);
        }
        assertThat(change(LaggardPolicy.retireAfter(SHORTLY))).isEqualTo(COMPLETED);
        reader.online();
        assertOver(6);
    }

    @Test
    @DisplayName("a change that its own handler would have to answer fails before anybody is told")
    void n5AChangeInTheHandlerThatWouldHaveToAnswerIt() {
        AtomicInteger records = new AtomicInteger();
        Subscriber own = new Subscriber("own", record -> {
            records.incrementAndGet();
            assertThatThrownBy(() -> world.space.invalidate(InvalidationEvent.CLEAR, 0x5000, 0x6000, () -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in whose handler it begins");
        });
        own.attach();
        world.space.subscribe(0x5000, 0x1000, own);
        world.space.retire(InvalidationEvent.CLEAR, 0x5000, 0x6000, changed::incrementAndGet);
        assertThat(own.poll(16)).isEqualTo(1);
        assertThat(own.poll(16)).isZero();
        assertThat(records).hasValue(1);
        assertOver(1);
    }

    @Test
    @DisplayName("a change waits for those who let go in time")
    void r1AChangeWaits() {
        try (PollingThread polling = new PollingThread("polling", record -> {})) {
            world.space.subscribe(0x3000, 0x1000, polling.subscriber());
            assertThat(world.space.invalidate(InvalidationEvent.CLEAR, 0x3000, 0x4000, changed::incrementAndGet))
                    .isEqualTo(COMPLETED);
        }
        assertOver(1);
    }

    @Test
    @DisplayName("a policy that aborts gives the change up, and leaves no window")
    void r1AbortGivesUp() {
        assertThat(change(LaggardPolicy.abortAfter(SHORTLY))).isEqualTo(TIMED_OUT);
        assertThat(world.space.counters().timeouts()).isEqualTo(1);
        assertThat(world.space.laggardPolicy(LaggardPolicy.abortAfter(0)).laggardPolicy())
                .isEqualTo(LaggardPolicy.abortAfter(0));
        assertThat(world.producer.change(range, changed::incrementAndGet)).isEqualTo(AGAIN);
        assertOver(0);
    }

    @Test
    @DisplayName("a policy that retires leaves the change to those who let go")
    void r1RetireLeavesTheChange() {
        assertThat(change(LaggardPolicy.retireAfter(SHORTLY))).isEqualTo(RETIRED);
        assertThat(change(LaggardPolicy.retireAfter(0))).isEqualTo(RETIRED);
        assertThat(changed).hasValue(0);
        assertOver(2);
    }

    @Test
    @DisplayName("a policy that evicts gives up on them, once for all, and retires")
    void r1EvictGivesUpOnThem() {
        assertThat(change(LaggardPolicy.evictAfter(0))).isEqualTo(RETIRED);
        assertThat(reader.isEvicted()).isTrue();
        assertThat(changed).hasValue(0);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertOver(1);
    }

    @Test
    @DisplayName("a try tells, looks once, is no wait and no time-out, and leaves no window")
    void r1ATryLooksOnce() {
        assertThat(world.producer.tryChange(range, changed::incrementAndGet)).isEqualTo(AGAIN);
        assertThat(range.isOpen()).isFalse();
        assertThat(world.space.counters().waits()).isZero();
        assertThat(world.space.counters().timeouts()).isZero();
        assertThat(world.space.counters().agains()).isEqualTo(1);
        assertThat(reader.poll(16)).as("told").isEqualTo(1);
        assertOver(0);
    }

    @Test
    @DisplayName("whose callback has failed has not let go, whatever the policy")
    void r1AFailedCallback() {
        reader.close();
        Subscription refusing = world.subscribeRefusing("refusing", 0x1000, 0x2000);
        assertThat(change(LaggardPolicy.abortAfter(SHORTLY))).isEqualTo(FAILED);
        assertThat(change(LaggardPolicy.abortAfter(0))).isEqualTo(AGAIN);
        assertThat(change(LaggardPolicy.retireAfter(SHORTLY))).isEqualTo(RETIRED);
        refusing.close();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(changed).hasValue(1);
    }

    @Test
    @DisplayName("where no more may be held a policy that retires returns AGAIN")
    void r4WhereNoMoreMayBeHeld() {
        world.space.limitHeld(0, -1);
        assertThat(change(LaggardPolicy.retireAfter(0))).isEqualTo(AGAIN);
        assertThat(change(LaggardPolicy.retireAfter(SHORTLY))).isEqualTo(AGAIN);
        assertOver(0);
    }

    @Test
    @DisplayName("what a change throws comes out of the call, and the window is over")
    void r3WhatAChangeThrows() {
        reader.offline();
        RuntimeException thrown = new IllegalStateException();
        assertThatThrownBy(() -> world.producer.change(range, () -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertThat(range.isOpen()).isFalse();
        assertThatThrownBy(() -> LaggardPolicy.abortAfter(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LaggardPolicy.retireAfter(-1)).hasMessageContaining("-0x1");
        assertThatThrownBy(() -> LaggardPolicy.evictAfter(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
        reader.online();
        world.producer.close();
    }

    @Test
    @DisplayName("a change that only the handler could answer in which it is made is refused, and leaves no window")
    void r1AChangeThatOnlyItsOwnHandlerCouldAnswer() {
        Subscriber own = new Subscriber("own", record -> change(LaggardPolicy.abortAfter(SHORTLY)));
        world.space.subscribe(0x1000, 0x2000, own);
        reader.close();
        try (Invalidator other = world.impatient("other")) {
            InvalidationRange beside = world.range(0x2000, 0x3000);
            other.publish(beside);
            beside.close();
        }
        assertThatThrownBy(() -> own.poll(1)).isInstanceOf(IllegalStateException.class);
        assertThat(range.isOpen()).isFalse();
        world.producer.close();
    }
}
