package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows Q1 and Q2: subscribing, closing and evicting cost what is there, not the past and not the others. */
@Watchdog
class SubscriptionGrowthTest {
    private static final int STEPS = 20;

    private static final IntervalNotifier NOTHING = (subscription, invalidation) -> true;

    /** A space with subscriptions of others. */
    private static AddressSpace spaceWithOthers(int others) {
        AddressSpace space = new AddressSpace();
        for (int i = 0; i < others; i++) {
            space.subscribe(0x1_0000_0000L + 0x1000L * i, 0x1000, NOTHING);
        }
        return space;
    }

    @Test
    @DisplayName("subscribe and close do not grow with the subscriptions of others")
    void q1SubscribeAndCloseDoNotGrowWithOthers() {
        double growth = Growth.ofStep(100, STEPS, others -> {
            AddressSpace space = spaceWithOthers(others);
            return () -> space.subscribe(0x1000, 0x1000, NOTHING).close();
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    void q1SubscribeAndCloseDoNotGrowWithSubscribersThatWereThereOnce() {
        double growth = Growth.ofStep(30, STEPS, once -> {
            AddressSpace space = new AddressSpace();
            for (int i = 0; i < once; i++) {
                Subscriber subscriber = new Subscriber("once", record -> {});
                space.subscribe(0x1000, 0x1000, subscriber);
                subscriber.close();
            }
            return () -> space.subscribe(0x1000, 0x1000, NOTHING).close();
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("subscribe, a first read and close do not grow with windows that were open once")
    void q1SubscribeAndCloseDoNotGrowWithWindowsThatWereOpenOnce() {
        double growth = Growth.ofStep(30, STEPS, once -> {
            World world = new World();
            List<InvalidationRange> open = new ArrayList<>();
            for (int i = 0; i < once; i++) {
                open.add(world.open(0x1000, 0x2000));
            }
            open.forEach(world::end);
            return () -> {
                Subscription newcomer = world.subscribeA();
                newcomer.readBegin();
                newcomer.close();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a start with callbacks, and a close, do not grow with what waits for a callback that is stuck")
    void q1StartAndCloseDoNotGrowWithWhatIsPending() {
        CountDownLatch over = new CountDownLatch(1);
        List<CompletableFuture<?>> stuck = new ArrayList<>();
        double growth = Growth.ofStep(30, STEPS, pending -> {
            World world = new World();
            List<Subscription> closed = new ArrayList<>();
            for (int i = 0; i < pending; i++) {
                closed.add(world.subscribeA());
            }
            CountDownLatch called = new CountDownLatch(1);
            world.subscribe("stuck", 0x1fff, 0x2000, self -> {
                called.countDown();
                Uninterruptibly.await(over);
            });
            stuck.add(PollingThread.background(() -> world.invalidate(0x1000, 0x2000)));
            Uninterruptibly.await(called);
            closed.forEach(Subscription::closeAsync);
            Invalidator other = world.impatient("goes on");
            InvalidationRange range = world.range(0x5000, 0x6000);
            world.space.subscribe(0x5000, 0x1000, NOTHING);
            return () -> {
                other.publish(range);
                other.invalidateRangeEnd(range);
                world.space.subscribe(0x9000, 0x1000, NOTHING).close();
            };
        });
        over.countDown();
        stuck.forEach(CompletableFuture::join);
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("the end of a subscriber does not grow with the subscriptions of others")
    void q2TheEndOfASubscriberDoesNotGrowWithOthers() {
        double growth = Growth.ofStep(100, STEPS, others -> {
            AddressSpace space = spaceWithOthers(others);
            return () -> {
                Subscriber subscriber = new Subscriber("short", record -> {});
                space.subscribe(0x1000, 0x1000, subscriber);
                subscriber.close();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a subscriber ends at a cost that does not grow with the others that its thread polls")
    void q2TheEndOfASubscriberDoesNotGrowWithOthersOfItsThread() {
        double growth = Growth.ofStep(300, STEPS, others -> {
            ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
                Thread made = new Thread(task);
                made.setDaemon(true);
                return made;
            });
            List<Subscriber> open = new ArrayList<>();
            CompletableFuture.runAsync(() -> attach(open, others), thread).join();
            return () -> CompletableFuture.runAsync(
                            () -> {
                                attach(open, STEPS);
                                for (int i = 0; i < STEPS; i++) {
                                    open.remove(open.size() - 1).close();
                                    Collections.swap(open, i, open.size() - 1); // the next is not the newest
                                }
                            },
                            thread)
                    .join();
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    private static void attach(List<Subscriber> open, int more) {
        for (int i = 0; i < more; i++) {
            Subscriber subscriber = new Subscriber("of one thread", record -> {});
            subscriber.attach();
            open.add(subscriber);
        }
    }

    @Test
    @DisplayName("evict does not grow with the subscriptions of others")
    void q2EvictDoesNotGrowWithOthers() {
        double growth = Growth.ofStep(100, STEPS, others -> {
            AddressSpace space = spaceWithOthers(others);
            Invalidator producer = space.newInvalidator("producer", 0);
            InvalidationRange range = new InvalidationRange();
            return () -> {
                Subscriber subscriber = new Subscriber("stuck", record -> {});
                space.subscribe(0x1000, 0x1000, subscriber);
                producer.publish(range.init(space, 0x1000, 0x2000));
                producer.evict(range);
                producer.invalidateRangeEnd(range);
                subscriber.close();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a subscriber's subscriptions come and go at a cost that does not grow with its others")
    void q2SubscriptionsComeAndGoBesideOthersOfTheSubscriber() {
        double growth = Growth.ofStep(100, STEPS, others -> {
            AddressSpace space = new AddressSpace();
            Subscriber subscriber = new Subscriber("of many", record -> {});
            Deque<Subscription> open = new ArrayDeque<>();
            for (int i = 0; i < others; i++) {
                open.add(space.subscribe(0x1000L * i, 0x1000, subscriber));
            }
            return () -> {
                open.remove().close();
                open.add(space.subscribe(0x1000, 0x1000, subscriber));
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }
}
