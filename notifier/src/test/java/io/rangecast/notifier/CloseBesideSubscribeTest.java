package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.IntervalTree;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A handler may be given a subscription, and close it, that another thread is still making. */
@Watchdog
class CloseBesideSubscribeTest {
    private static final VarHandle TREE = PrivateField.of(Subscriptions.class, "tree", IntervalTree.class);

    private final World world = new World();
    private final Subscriber subscriber = new Subscriber("subscriber", record -> {});

    @Test
    @DisplayName("what is closed before it comes into the tree does not stay there")
    void p1WhatIsClosedBeforeItIsInTheTreeDoesNotStay() {
        Registry registry = world.producer.registry();
        Subscription made =
                new Subscription(registry, 0x1000, 0x2000, InvalidationEvent.ALL, 0, null, subscriber, null);
        subscriber.enter(made); // as the subscribing thread has; from here on the handler is given it

        subscriber.forEachSubscription(0, Subscription::close);
        registry.subscriptions().join(made);

        assertThat(made.isClosed()).isTrue();
        assertThat(registry.subscriptions().forEach(each -> true)).isZero();
    }

    @Test
    @DisplayName("nor if a producer has given up on its subscriber since")
    void p1WhatIsClosedBeforeAnEvictionDoesNotStay() {
        Subscriptions subscriptions = world.producer.registry().subscriptions();
        Subscription made = new Subscription(
                world.producer.registry(), 0x1000, 0x2000, InvalidationEvent.ALL, 0, null, subscriber, null);
        subscriber.enter(made);
        subscriber.forEachSubscription(0, Subscription::close);
        subscriber.evict();

        IntervalTree<Subscription> tree = (IntervalTree<Subscription>) TREE.get(subscriptions);
        tree.insert(made);
        assertThat(made.inserted()).isFalse();
        subscriptions.undoJoin(made, true);

        assertThat(subscriptions.forEach(each -> true)).isZero();
    }

    @Test
    @DisplayName(
            "what a producer has given up on while it was made stays, and windows say so, until its owner closes it")
    void n7WhatIsGivenUpMeanwhileStays() {
        Registry registry = world.producer.registry();
        Subscription made = new Subscription(
                registry, 0x1000, 0x2000, InvalidationEvent.ALL, 0, (subscription, said) -> false, null, null);
        made.evict(); // as a start that has found it in the tree already

        registry.subscriptions().join(made);

        InvalidationRange range = world.range(0x1000, 0x1001);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.EVICTED);
        world.end(range);
        made.close();
        assertThat(world.invalidate(0x1000, 0x1001)).isZero();
    }

    @Test
    @DisplayName("so does what a producer has given up on with its subscriber, of which the thread may not know yet")
    void n7WhatIsGivenUpWithItsSubscriberStays() {
        Registry registry = world.producer.registry();
        Subscription made =
                new Subscription(registry, 0x1000, 0x2000, InvalidationEvent.ALL, 0, null, subscriber, null);
        subscriber.evict(); // behind the first look of the subscribing thread

        assertThatThrownBy(() -> registry.subscriptions().join(made))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was evicted");

        InvalidationRange range = world.range(0x1000, 0x1001);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.EVICTED);
        world.end(range);
        assertThat(made.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        subscriber.closeOnBehalfOfItsThread();
        assertThat(world.invalidate(0x1000, 0x1001)).isZero();
    }
}
