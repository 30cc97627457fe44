package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row P3: invalidators that are forgotten, with their threads or by them, and those that come back all the same. */
@Watchdog
class ForgottenProducerConformanceTest {
    private static final int MANY = 200;

    /** What there may be at one moment, however many there were. */
    private static final int FEW = 120;

    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Subscriber subscriber = new Subscriber("here to stay", record -> {});

    /** What came out of a thread that has ended. */
    private static <T> T inThread(Supplier<T> task) throws InterruptedException {
        List<T> result = new ArrayList<>();
        Thread thread = new Thread(() -> result.add(task.get()));
        thread.start();
        thread.join();
        return result.get(0);
    }

    /** How many producers others see. */
    private int known() {
        int known = 0;
        for (ProducerEntry entry = producers().newest(); entry != null; entry = entry.older()) {
            known += entry.isOver() ? 0 : 1;
        }
        return known;
    }

    private Producers producers() {
        return world.producer.registry().producers();
    }

    private void announce(Invalidator invalidator) {
        InvalidationRange range = world.range(0x1000, 0x2000);
        invalidator.publish(range);
        invalidator.invalidateRangeEnd(range);
    }

    /** As the looks of others do it, one after the other. */
    private void lookAtAll() {
        for (int i = 0; i < 10; i++) {
            space.newInvalidator("looks").close();
        }
    }

    @Test
    @DisplayName("threads come and go with invalidators that they do not close, and nothing of them stays")
    void p3ThreadsComeAndGo() throws InterruptedException {
        space.subscribe(0x1000, 0x1000, subscriber);
        long windows = space.counters().windows();
        List<Invalidator> kept = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            kept.add(inThread(() -> {
                Invalidator invalidator = space.newInvalidator("of a thread", 0);
                announce(invalidator);
                return invalidator;
            }));
            subscriber.poll(10);
        }
        assertThat(known()).isLessThan(FEW);
        assertThat(space.counters().windows()).isEqualTo(windows + MANY);
        assertThat(kept).noneMatch(Invalidator::isClosed);
    }

    @Test
    @DisplayName("an invalidator that is kept does not keep the thread that has ended, once it was retired or closed")
    void p3AThreadThatHasEndedIsNotKept() throws InterruptedException {
        space.subscribe(0x1000, 0x1000, (subscription, invalidation) -> true);
        List<WeakReference<Thread>> threads = new ArrayList<>();
        Supplier<Invalidator> used = () -> {
            Invalidator invalidator = space.newInvalidator("of a thread", 0);
            announce(invalidator);
            threads.add(new WeakReference<>(Thread.currentThread()));
            return invalidator;
        };
        Invalidator retired = inThread(used);
        Invalidator closed = inThread(() -> {
            Invalidator invalidator = used.get();
            invalidator.close();
            return invalidator;
        });
        lookAtAll();

        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(threads).hasSize(2).allMatch(thread -> thread.refersTo(null));
        });
        assertThat(retired.isClosed()).isFalse();
        assertThat(closed.isClosed()).isTrue();
    }

    @Test
    @DisplayName("of invalidators that are dropped without a close nothing stays, though their thread lives")
    void p3DroppedInvalidatorsAreNoticed() {
        space.subscribe(0x1000, 0x1000, subscriber);
        List<WeakReference<Invalidator>> dropped = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Invalidator invalidator = space.newInvalidator("dropped", 0);
            announce(invalidator);
            dropped.add(new WeakReference<>(invalidator));
        }
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(dropped).allMatch(reference -> reference.get() == null);
        });
        lookAtAll();
        assertThat(known()).isEqualTo(1);
        assertThat(space.counters().windows()).isEqualTo(20);
        assertThat(subscriber.poll(100)).isEqualTo(20);
    }

    @Test
    @DisplayName("one that was retired is used again by another thread, which does not notice")
    void p3OneThatWasRetiredIsUsedAgain() throws InterruptedException {
        Invalidator lent = inThread(() -> {
            Invalidator invalidator = space.newInvalidator("lent", 0);
            announce(invalidator);
            return invalidator;
        });
        lookAtAll();
        assertThat(known()).isEqualTo(1);
        Subscription a = world.subscribeA();
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(lent.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(world.called).containsExactly("a");
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        assertThat(world.subscribe("missed it", 0x1000, 0x2000).tryReadBegin()).isEqualTo(Subscription.BUSY);
        lent.invalidateRangeEnd(range);
        assertThat(space.counters().windows()).isEqualTo(2);
        lent.close();
        assertThat(space.counters().windows()).isEqualTo(2);
    }

    @Test
    @DisplayName("a window that a dead thread has left open stays open until another thread ends it")
    void p3AWindowOfADeadThreadStaysOpen() throws InterruptedException {
        Subscription a = world.subscribeA();
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator left = inThread(() -> {
            Invalidator invalidator = space.newInvalidator("left with a window", 0);
            invalidator.invalidateRangeStart(range);
            return invalidator;
        });
        lookAtAll();
        assertThat(known()).isEqualTo(2);
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
        left.invalidateRangeEnd(range);
        world.assertNothingOpen(a);
    }

    @Test
    @DisplayName("those that are idle make way for many that come, and come back when they are used")
    void p3IdleOnesMakeWay() {
        List<Invalidator> idle = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            idle.add(space.newInvalidator("idle", 0));
            announce(world.producer);
        }
        assertThat(known()).isLessThan(FEW);
        Subscription a = world.subscribeA();
        for (Invalidator each : idle) {
            InvalidationRange range = world.range(0x1000, 0x2000);
            assertThat(each.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
            assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
            each.invalidateRangeEnd(range);
        }
        assertThat(space.counters().windows()).isEqualTo(2 * MANY);
        assertThat(world.called).hasSize(MANY);
    }

    @Test
    @DisplayName("a subscriber that lives on keeps no inbox of a space that is closed, though its producers live on")
    void p1NothingIsKeptOfAClosedSpace() {
        space.subscribe(0x1000, 0x1000, subscriber);
        List<WeakReference<Inbox>> inboxes = new ArrayList<>();
        List<Invalidator> producers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Invalidator producer = space.newInvalidator("idle from now on", 0);
            announce(producer);
            inboxes.add(new WeakReference<>(producer.inboxes().of(subscriber)));
            producers.add(producer);
        }
        InvalidationRange open = world.range(0x1000, 0x2000);
        producers.get(0).publish(open);
        space.close();
        producers.get(0).invalidateRangeEnd(open);
        subscriber.poll(100);
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(inboxes).allMatch(reference -> reference.get() == null);
        });
        assertThat(subscriber.isClosed()).isFalse();
        for (Invalidator producer : producers) { // they go on, over nobody
            assertThat(producer.invalidateRangeStart(open)).isEqualTo(InvalidationResult.COMPLETED);
            producer.invalidateRangeEnd(open);
            producer.close();
        }
        assertThat(space.counters().windows()).isEqualTo(5 + 1 + 5);
    }

    @Test
    @Row("P3")
    @DisplayName("an invalidator costs the same however many were forgotten before, and so does who subscribes")
    void q1ForgottenOnesCostNothing() {
        double growth = Growth.ofStep(20, 20, forgotten -> {
            World measured = new World();
            for (int i = 0; i < forgotten; i++) {
                measured.space.newInvalidator("forgotten");
            }
            return () -> {
                measured.space.newInvalidator("closed").close();
                measured.subscribeA().tryReadBegin();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }
}
