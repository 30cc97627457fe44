package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.Watchdog;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows P: what is closed is gone, though producers and the threads of pools live on and do nothing. */
@Watchdog
class CollectableConformanceTest {
    private static final int SUBSCRIBERS = 50;
    private static final long FEW_BYTES = SUBSCRIBERS * 4096;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator producer = space.newInvalidator("idle from now on");
    private final InvalidationRange range = new InvalidationRange();
    private final ExecutorService pool = Executors.newSingleThreadExecutor();
    private final List<WeakReference<Object>> references = new ArrayList<>();

    @AfterEach
    void endPool() {
        pool.shutdown();
    }

    private void watch(Object object) {
        references.add(new WeakReference<>(object));
    }

    private void assertCollected() {
        assertThat(references).isNotEmpty();
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(references).allMatch(reference -> reference.get() == null);
        });
        assertThat(producer.isClosed()).isFalse();
    }

    private InvalidationResult invalidate() {
        InvalidationResult result = producer.invalidateRangeStart(range.init(space, 0x1000, 0x2000));
        producer.invalidateRangeEnd(range);
        return result;
    }

    /** With what it keeps, as a cache would be. */
    private Subscriber newSubscriber(String name) {
        byte[] kept = new byte[64];
        Subscriber subscriber = new Subscriber(name, record -> kept[0]++);
        watch(kept);
        watch(subscriber);
        watch(space.subscribe(0x1000, 0x1000, subscriber));
        return subscriber;
    }

    private void meetAndClose() {
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Subscriber subscriber = newSubscriber("subscriber " + i);
            subscriber.attach();
            subscribers.add(subscriber);
        }
        assertThat(invalidate()).isEqualTo(InvalidationResult.COMPLETED);
        subscribers.forEach(Subscriber::close);
    }

    @Test
    @DisplayName("subscribers that are closed, their subscriptions and rings, are not kept by an idle producer")
    void p1ClosedSubscribersAreNotKeptByAnIdleProducer() {
        long before = DirectMemory.used();
        meetAndClose();
        assertCollected();
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(DirectMemory.used()).isLessThan(before + FEW_BYTES);
        });
    }

    @Test
    @DisplayName("subscribers that were evicted are not kept once they have been told")
    void p1EvictedSubscribersAreNotKept() {
        evictAndTell();
        assertCollected();
    }

    private void evictAndTell() {
        Subscriber subscriber = newSubscriber("evicted");
        producer.publish(range.init(space, 0x1000, 0x2000));
        producer.evict(range);
        producer.invalidateRangeEnd(range);
        subscriber.poll(1);
        assertThat(subscriber.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("who has freed what it was the last to hold, and is closed, is not kept by an idle producer")
    void p1WhoWasTheLastToLetGoIsNotKept(boolean byPoll) {
        space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        retireFreeAndClose(byPoll);
        assertCollected();
    }

    private void retireFreeAndClose(boolean byPoll) {
        int[] freed = new int[1];
        Subscriber subscriber = newSubscriber("the last to let go");
        assertThat(producer.retire(range.init(space, 0x1000, 0x2000), () -> freed[0]++))
                .isEqualTo(InvalidationResult.RETIRED);
        assertThat(subscriber.poll(byPoll ? 1 : 0)).isEqualTo(byPoll ? 1 : 0);
        subscriber.close();
        assertThat(freed).containsExactly(1);
    }

    @Test
    @DisplayName("a thread whose subscribers others close keeps some words for few of them")
    void p1AThreadDoesNotKeepWhatOthersHaveClosed() throws Exception {
        Field known = PolledSubscribers.class.getDeclaredField("OF_THREAD");
        known.setAccessible(true);
        List<?> kept = null;
        for (int i = 0; i < 1_000; i++) {
            Subscriber[] forgotten = new Subscriber[1];
            kept = pool.submit(() -> {
                        forgotten[0] = new Subscriber("forgotten", record -> {});
                        forgotten[0].attach();
                        return (List<?>) ((ThreadLocal<?>) known.get(null)).get();
                    })
                    .get();
            forgotten[0].closeOnBehalfOfItsThread();
        }
        assertThat(kept).hasSizeLessThan(20);
    }

    @Test
    @DisplayName("a thread of a pool ends all subscribers of its own that a task has forgotten, and no others")
    void p2AThreadEndsAllOfItsOwn() throws Exception {
        Subscriber elsewhere = newSubscriber("of another thread");
        elsewhere.attach();
        Subscriber[] forgotten = pool.submit(() -> {
                    Subscriber[] opened = new Subscriber[5];
                    for (int i = 0; i < opened.length; i++) {
                        opened[i] = newSubscriber("task " + i);
                        opened[i].poll(1);
                    }
                    opened[0].close();
                    opened[1].detach();
                    return opened;
                })
                .get();
        assertThat(pool.submit(Subscriber::closeAllOfCurrentThread).get()).isEqualTo(3);
        assertThat(forgotten).extracting(Subscriber::isClosed).containsExactly(true, false, true, true, true);
        assertThat(elsewhere.isClosed()).isFalse();
        assertThat(pool.submit(Subscriber::closeAllOfCurrentThread).get()).isZero();
        forgotten[1].close();
        elsewhere.offline();
        assertThat(invalidate()).isEqualTo(InvalidationResult.COMPLETED);
        elsewhere.close();
    }

    @Test
    @DisplayName(
            "a thread of a pool ends what a task has made and forgotten before its first poll, unless others may use it")
    void p2AThreadEndsWhatItHasMadeAndNobodyUses() throws Exception {
        Subscriber[] made = pool.submit(() -> new Subscriber[] {
                    newSubscriber("forgotten"),
                    newSubscriber("read under"),
                    newSubscriber("subscribed for"),
                    newSubscriber("attached"),
                    Subscriber.proxy("stands for others", record -> {})
                })
                .get();
        assertThat(space.subscribe(0x8000, 0x1000, made[1]).tryReadBegin()).isNotNegative();
        space.subscribe(0x8000, 0x1000, made[2]);
        made[3].attach();
        assertThat(pool.submit(Subscriber::closeAllOfCurrentThread).get()).isEqualTo(1);
        assertThat(made).extracting(Subscriber::isClosed).containsExactly(true, false, false, false, false);
        assertThatThrownBy(made[0]::attach).isInstanceOf(IllegalStateException.class);
        for (int i = 1; i < made.length; i++) {
            made[i].close();
        }
        assertThat(invalidate()).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(pool.submit(Subscriber::closeAllOfCurrentThread).get()).isZero();
    }

    @Test
    @DisplayName("a handler may end all subscribers of its thread, its own too")
    void p2AHandlerEndsAll() {
        Subscriber first = new Subscriber("ends all", record -> Subscriber.closeAllOfCurrentThread());
        Subscriber second = newSubscriber("ended");
        first.attach();
        second.attach();
        space.subscribe(0x1000, 0x1000, first);
        producer.publish(range.init(space, 0x1000, 0x2000));
        first.poll(1);
        assertThat(producer.await(range, 0)).isEqualTo(InvalidationResult.COMPLETED);
        producer.invalidateRangeEnd(range);
        assertThat(first.isClosed() && second.isClosed()).isTrue();
    }

    @Test
    @DisplayName(
            "a reader group that is closed, and its subscriptions, are not kept by an idle producer that has waited")
    void p1ClosedGroupsAreNotKept() {
        enterAndClose();
        assertCollected();
    }

    private void enterAndClose() {
        ReaderGroup group = new ReaderGroup("closed");
        watch(group);
        watch(space.subscribe(0x1000, 0x1000, group));
        watch(space.guard(0x1000, 0x1000));
        space.closeAll(List.of(space.guard(0x1000, 0x1000)));
        long section = group.enter();
        producer.publish(range.init(space, 0x1000, 0x2000));
        assertThat(producer.await(range, 1_000_000)).isEqualTo(InvalidationResult.TIMED_OUT);
        producer.invalidateRangeEnd(range);
        group.close();
        group.exit(section);
        space.closeAll(references.stream()
                .map(WeakReference::get)
                .filter(Subscription.class::isInstance)
                .map(Subscription.class::cast)
                .toList());
    }

    @Test
    @DisplayName("whoever knows that a pool's thread holds nothing ends the subscriber it forgot, which is counted")
    void p2WhoeverKnowsEndsAForgottenSubscriber() throws Exception {
        Subscriber forgotten = pool.submit(() -> {
                    Subscriber subscriber = new Subscriber("task 17", record -> {});
                    space.subscribe(0x1000, 0x1000, subscriber);
                    subscriber.poll(1);
                    return subscriber;
                })
                .get();
        Invalidator impatient = space.newInvalidator("impatient", 0);
        assertThat(impatient.invalidateRangeStart(range.init(space, 0x1000, 0x2000)))
                .isEqualTo(InvalidationResult.TIMED_OUT);
        assertThat(impatient.evict(range)).isEqualTo(InvalidationResult.EVICTED);
        assertThatThrownBy(forgotten::close).hasMessageContaining("which may hold addresses");
        forgotten.closeOnBehalfOfItsThread();
        assertThat(impatient.await(range, 0)).isEqualTo(InvalidationResult.COMPLETED);
        impatient.invalidateRangeEnd(range);
        assertThat(invalidate()).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(space.counters().closesOnBehalf()).isEqualTo(1);
        forgotten.closeOnBehalfOfItsThread();
        assertThat(space.counters().closesOnBehalf()).isEqualTo(1);
        assertThatThrownBy(() -> pool.submit(() -> forgotten.poll(1)).get()).hasMessageContaining("closed");
    }
}
