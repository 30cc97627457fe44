package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Meeting;
import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.IntervalTree;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A subscription comes into the tree while it is closed, and its subscriber was given up on meanwhile. */
@Watchdog
@Tag("proof")
class CloseBesideSubscribeStressTest {
    private static final int ROUNDS = Effort.of(20_000);
    private static final int SPINS = 256;

    private static final VarHandle TREE = PrivateField.of(Subscriptions.class, "tree", IntervalTree.class);

    enum Close {
        ALONE(Subscriptions::withdraw),
        WITH_OTHERS((subscriptions, made) -> {
            made.markClosed();
            subscriptions.withdrawAll(List.of(made));
        });

        private final BiConsumer<Subscriptions, Subscription> by;

        Close(BiConsumer<Subscriptions, Subscription> by) {
            this.by = by;
        }
    }

    private final World world = new World();
    private final Subscriptions subscriptions = world.producer.registry().subscriptions();
    private final IntervalTree<Subscription> tree = tree();
    private final Stress stress = new Stress();
    private final Meeting meeting = new Meeting(stress);
    private volatile Subscription made;

    @SuppressWarnings("unchecked")
    private IntervalTree<Subscription> tree() {
        return (IntervalTree<Subscription>) TREE.get(subscriptions);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("it does not stay there, whoever comes first")
    void p1WhatIsClosedWhileItComesDoesNotStay(Close close) throws InterruptedException {
        stress.repeat("maker", ROUNDS, random -> {
            made = entered();
            meeting.awaitAndPause(random, SPINS);
            tree.insert(made); // as a join goes on
            if (!made.inserted()) {
                subscriptions.undoJoin(made, true);
            }
            meeting.await();
            stress.check(subscriptions.forEach(each -> true) == 0, "what was closed is in the tree");
        });
        stress.repeat("closer", ROUNDS, random -> {
            meeting.awaitAndPause(random, SPINS);
            close.by.accept(subscriptions, made);
            meeting.await();
        });
        stress.run();
    }

    /** As a join begins. */
    private Subscription entered() {
        Subscriber subscriber = new Subscriber("subscriber", record -> {});
        Subscription next = new Subscription(
                world.producer.registry(), 0x1000, 0x2000, InvalidationEvent.ALL, 0, null, subscriber, null);
        subscriber.enter(next);
        subscriber.evict(); // behind the look of the closer, which has found that nobody had given up on it
        return next;
    }
}
