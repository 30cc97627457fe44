package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row O8: the thread of a subscriber dies before it has polled. */
@Watchdog
class DeathBeforeUseConformanceTest {
    /** One more than are told apart. */
    private static final int MANY = 17;

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

    private Thread reader(CountDownLatch begun, CountDownLatch mayDie) {
        Thread reader = new Thread(reading(begun, mayDie));
        reader.start();
        return reader;
    }

    private Runnable reading(CountDownLatch begun, CountDownLatch mayDie) {
        return () -> {
            subscription.get().tryReadBegin();
            begun.countDown();
            try {
                mayDie.await();
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        };
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
    @DisplayName("the death of a thread that makes a subscriber, begins to read and never polls is noticed")
    void o8WhoMakesItAndBeginsToReadIsNoticed() throws InterruptedException {
        inThreadThatDies(() -> {
            subscribe();
            return subscription.get().tryReadBegin();
        });
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("a thread that begins to read under an orphan makes it none, until it dies too")
    void o8WhoBeginsToReadUnderAnOrphanIsNoticed() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        inThreadThatDies(() -> subscription.get().tryReadBegin());
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(2);
    }

    @Test
    @DisplayName("a thread that is equal to a dead one, by its own equals, is not taken for it")
    void o8ThreadsAreToldApartByIdentity() throws InterruptedException {
        class Worker extends Thread {
            Worker(Runnable task) {
                super(task);
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Worker;
            }

            @Override
            public int hashCode() {
                return 1;
            }
        }
        Thread maker = new Worker(() -> {
            subscribe();
            subscription.get().tryReadBegin();
        });
        maker.start();
        maker.join();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread successor = new Worker(reading(begun, mayDie));
        successor.start();
        begun.await();
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        mayDie.countDown();
        successor.join();
        assertThat(invalidate()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("who is refused, as the subscription is closed, is not waited for")
    void o8WhoIsRefusedIsNotWaitedFor() throws InterruptedException {
        Subscriber subscriber = inThreadThatDies(this::subscribe);
        Subscription closed = inThreadThatDies(() -> {
            Subscription another = world.space.subscribe(0x8000, 0x1000, subscriber);
            another.close();
            return another;
        });
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(closed.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThat(invalidate()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("what a cache was filled with by a thread that is dead is void for who attaches its subscriber")
    void o8ACacheOfTheDeadIsVoid() throws InterruptedException {
        TranslationCache cache = inThreadThatDies(this::filledCache);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        cache.subscriber().attach();
        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
        cache.subscriber().close();
    }

    @Test
    @DisplayName("and for who fills it next")
    void o8ACacheOfTheDeadIsVoidForWhoFillsIt() throws InterruptedException {
        TranslationCache cache = inThreadThatDies(this::filledCache);
        assertThat(invalidate()).isEqualTo(COMPLETED);
        cache.fill(subscription.get(), Subscription.BUSY, 0x1000, 0xabc000);
        assertThat(cache.translate(0x1000)).isEqualTo(TranslationCache.MISS);
    }

    private TranslationCache filledCache() {
        TranslationCache cache = TranslationCache.withSubscriber("cache", world.space, 16, 0x1000);
        subscription.set(world.space.subscribe(0x1000, 0x1000, cache.subscriber()));
        assertThat(cache.fill(subscription.get(), subscription.get().tryReadBegin(), 0x1000, 0xabc000))
                .isTrue();
        return cache;
    }

    @Test
    @DisplayName("the death of the only reader is noticed though the thread lives that has made the subscriber")
    void o8AMakerThatLivesDoesNotHideTheDeathOfTheReader() throws InterruptedException {
        Subscriber subscriber = subscribe();
        inThreadThatDies(() -> subscription.get().tryReadBegin());
        assertThat(invalidate()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
        subscription.get().tryReadBegin();
        assertThat(invalidate()).as("the maker reads, too").isEqualTo(TIMED_OUT);
        subscriber.close();
    }

    @Test
    @DisplayName("the first reader dies, and one that has come by a later begin is waited for, until it dies too")
    void o8ALaterReaderIsWaitedForWhenTheFirstIsDead() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        inThreadThatDies(() -> subscription.get().tryReadBegin());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread second = reader(begun, mayDie);
        begun.await();
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        mayDie.countDown();
        second.join();
        assertThat(invalidate()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("with more threads than can be told apart, none is taken for dead")
    void o8AMultitudeIsNotTakenForDead() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        CountDownLatch begun = new CountDownLatch(MANY);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            readers.add(reader(begun, begun));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
    }

    @Test
    @DisplayName("many that read one after the other, and die, are told apart")
    void o8ThoseThatAreDeadAreNotCounted() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        for (int i = 0; i < MANY; i++) {
            inThreadThatDies(() -> subscription.get().tryReadBegin());
        }
        assertThat(invalidate()).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("behind an attach a begin asks nobody any more, and a read of before is tried again, once")
    void o8AnAttachEndsTheAsking() throws InterruptedException {
        Subscriber subscriber = subscribe();
        long before = subscription.get().tryReadBegin();
        assertThat(subscription.get().readRetry(before)).isFalse();
        subscriber.attach();
        long behind = subscription.get().tryReadBegin();
        assertThat(subscription.get().readRetry(before)).isTrue();
        assertThat(behind & SubscriptionState.NOT_IDLE).isZero();
        assertThat(subscription.get().tryReadBegin()).isEqualTo(behind);
        assertThat(invalidate()).isEqualTo(TIMED_OUT);
        subscriber.close();
    }

    @Test
    @DisplayName("who is named as late says which threads may hold something though nobody has attached it")
    void o8TheReportNamesThoseThatHaveBegun() throws InterruptedException {
        inThreadThatDies(this::subscribe);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread reader = reader(begun, mayDie);
        begun.await();
        impatient.publish(range);
        assertThat(impatient.describeLaggards(range))
                .contains("no thread polls it")
                .contains("read under by thread \"" + reader.getName() + "\"");
        impatient.invalidateRangeEnd(range);
        mayDie.countDown();
        reader.join();
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
