package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A subscriber knows its own subscriptions: none is forgotten when it ends, and none is kept when that ends. */
@Watchdog
class MembershipTest {
    private static final int THREADS = 3;
    private static final int ROUNDS = Effort.of(2_000);

    private final AddressSpace space = new AddressSpace();
    private final Subscriber subscriber = new Subscriber("here to stay", record -> {});

    private int hits() {
        Invalidator producer = space.newInvalidator("counts hits", 0);
        InvalidationRange range = new InvalidationRange().init(space, 0, 1 << 20);
        producer.publish(range);
        int hits = range.hits();
        producer.invalidateRangeEnd(range);
        producer.close();
        return hits;
    }

    @Test
    @DisplayName("whoever closes what at the same time, all that is left ends with the subscriber")
    void q2AllThatIsLeftEndsWithTheSubscriber() throws InterruptedException {
        List<Subscription> left = new ArrayList<>();
        Stress stress = new Stress();
        for (int thread = 0; thread < THREADS; thread++) {
            stress.worker("thread " + thread, random -> {
                List<Subscription> mine = new ArrayList<>();
                for (int i = 0; i < ROUNDS; i++) {
                    mine.add(space.subscribe(0x1000, 0x1000, subscriber));
                    if (random.nextInt(8) != 0) {
                        mine.remove(random.nextInt(mine.size())).close();
                    }
                }
                synchronized (left) {
                    left.addAll(mine);
                }
            });
        }
        stress.run();
        assertThat(hits()).isEqualTo(left.size());
        subscriber.close();
        assertThat(hits()).isZero();
        assertThat(left).allMatch(subscription -> subscription.tryReadBegin() == Subscription.CLOSED_FOR_GOOD);
    }

    @Test
    @DisplayName("who subscribes while the subscriber ends is refused, or ends with it")
    void q2WhoSubscribesWhileTheSubscriberEnds() throws InterruptedException {
        CyclicBarrier begin = new CyclicBarrier(2);
        Subscriber[] subscribers = new Subscriber[ROUNDS];
        Stress stress = new Stress();
        stress.worker("subscribes", random -> {
            for (int i = 0; i < ROUNDS; i++) {
                subscribers[i] = new Subscriber("short", record -> {});
                begin.await();
                try {
                    space.subscribe(0x1000, 0x1000, subscribers[i]);
                } catch (IllegalStateException ended) {
                    assertThat(ended).hasMessageContaining("closed");
                }
            }
        });
        stress.worker("ends", random -> {
            for (int i = 0; i < ROUNDS; i++) {
                begin.await();
                subscribers[i].close();
            }
        });
        stress.run();
        assertThat(hits()).isZero();
    }

    @Test
    @DisplayName(
            "a subscription that is closed is not kept by the subscriber, by the space, or by others before or behind")
    void p1AClosedSubscriptionIsNotKept() {
        List<WeakReference<Subscription>> closed = new ArrayList<>();
        List<Subscription> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(space.subscribe(0x1000 * i, 0x1000, subscriber));
            Subscription subscription = space.subscribe(0x1000 * i, 0x1000, subscriber);
            closed.add(new WeakReference<>(subscription));
            subscription.close();
        }
        assertCollected(closed);
        assertThat(hits()).isEqualTo(others.size());
    }

    @Test
    @DisplayName("a space that nobody knows any more is not kept by a subscriber that has subscribed there")
    void p1ASpaceIsNotKeptByItsSubscriber() {
        List<WeakReference<AddressSpace>> spaces = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            AddressSpace gone = new AddressSpace();
            gone.subscribe(0x1000, 0x1000, subscriber);
            if (i % 2 == 0) {
                gone.close();
            }
            spaces.add(new WeakReference<>(gone));
        }
        assertCollected(spaces);
        assertThat(subscriber.isClosed()).isFalse();
    }

    private static <T> void assertCollected(List<WeakReference<T>> references) {
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(references).allMatch(reference -> reference.get() == null);
        });
    }
}
