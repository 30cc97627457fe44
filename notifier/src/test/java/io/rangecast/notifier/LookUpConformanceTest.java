package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Row S5: looking up under a lock that a thread holds while it frees. */
@Watchdog
class LookUpConformanceTest {
    private final World world = new World();
    private final List<String> records = new ArrayList<>();
    private final Subscriber subscriber =
            new Subscriber("reader", said -> records.add(Told.by(said).what()));
    private final Subscription subscription = world.space.subscribe(0x1000, 0x1000, subscriber);
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    @Test
    @DisplayName("a look-up under the lock that a producer holds during its start: neither waits for a deadline")
    void s5ALookUpUnderTheLockOfAStartDoesNotDeadLock() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch locked = new CountDownLatch(1);
        CompletableFuture<InvalidationResult> start = PollingThread.background(() -> {
            lock.lock();
            try {
                locked.countDown();
                Uninterruptibly.await(begun); // the reader is in its look-up, about to take the lock
                InvalidationResult answer = world.producer.invalidateRangeStart(range);
                world.end(range);
                return answer;
            } finally {
                lock.unlock();
            }
        });
        Uninterruptibly.await(locked);
        subscriber.attach();
        int[] looks = {0};

        String found = subscription.lookUp(() -> {
            begun.countDown();
            lock.lock();
            lock.unlock();
            looks[0]++;
            return "look-up " + looks[0];
        });

        assertThat(start.join()).isEqualTo(COMPLETED);
        assertThat(world.space.counters().timeouts())
                .as("deadlines that were spent")
                .isZero();
        assertThat(found).as("the first was made across a window").isEqualTo("look-up 2");
        assertThat(records).as("taken before it returned").containsExactly("UNMAP [0x1000,0x2000)");
        assertIsWaitedFor();
    }

    private void assertIsWaitedFor() {
        Invalidator impatient = world.impatient("impatient");
        assertThat(PollingThread.background(() -> impatient.invalidateRangeStart(range))
                        .join())
                .isEqualTo(TIMED_OUT);
        impatient.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("each finding that a window has made void is released, and null is looked up again too")
    void s5WhatMustNotBeUsedIsReleased() {
        List<String> released = new ArrayList<>();
        int[] looks = {0};
        String found = subscription.lookUp(
                () -> {
                    if (looks[0] < 3) {
                        world.invalidate(0x1000, 0x1001); // in a real program, another thread
                    }
                    looks[0]++;
                    return looks[0] == 2 ? null : "look-up " + looks[0];
                },
                released::add);
        assertThat(found).isEqualTo("look-up 4");
        assertThat(released).containsExactly("look-up 1", "look-up 3");
    }

    @Test
    @DisplayName("what a look-up throws is passed on, and the thread is online and waited for")
    void s5AFailingLookUpLeavesTheThreadOnline() {
        assertThatThrownBy(() -> subscription.lookUp(() -> {
                    throw new IllegalArgumentException("look-up");
                }))
                .hasMessage("look-up")
                .hasNoSuppressedExceptions();
        assertIsWaitedFor();
        assertThat(subscriber.poll(8)).isEqualTo(1);
    }

    @Test
    @DisplayName("a handler that throws on the way back has what was found released")
    void s5AFailingHandlerHasTheFindingReleased() {
        List<String> released = new ArrayList<>();
        Subscriber failing = new Subscriber("failing", said -> {
            throw new IllegalArgumentException("handler");
        });
        Subscription failings = world.space.subscribe(0x5000, 0x1000, failing);
        assertThatThrownBy(() -> failings.lookUp(
                        () -> {
                            world.invalidate(0x5000, 0x5001);
                            return "found";
                        },
                        what -> {
                            released.add(what);
                            throw new IllegalStateException("release");
                        }))
                .hasMessage("handler")
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .contains("release"));
        assertThat(released).containsExactly("found");
    }

    @Test
    @DisplayName("where a look-up has no place it fails before it looks: offline, in a handler, in a callback")
    void s5ALookUpWhereItHasNoPlaceFails() {
        List<Throwable> thrown = new ArrayList<>();
        Runnable tryLookUp = () -> {
            try {
                subscription.lookUp(() -> records.add("looked up"));
            } catch (IllegalStateException expected) {
                thrown.add(expected);
            }
        };
        subscriber.blocking(tryLookUp);
        world.subscribe("callback", 0x8000, 0x9000, called -> tryLookUp.run());
        world.invalidate(0x8000, 0x8001);
        Subscriber handling = new Subscriber("handling", said -> tryLookUp.run());
        world.space.subscribe(0x9000, 0x1000, handling);
        handling.attach();
        world.invalidate(0x9000, 0x9001);

        assertThat(thrown).hasSize(3);
        assertThat(records).isEmpty();
    }

    @Test
    @DisplayName("a look-up under a closed subscription is none; under one of a callback it repeats like the rest")
    void s5AClosedSubscriptionFindsNothing() {
        Subscription callbacks = world.subscribeA();
        int[] looks = {0};
        assertThat(callbacks.<Integer>lookUp(() -> {
                    if (looks[0] == 0) {
                        subscriber.blocking(() -> world.invalidate(0x1000, 0x1001));
                    }
                    return ++looks[0];
                }))
                .isEqualTo(2);
        subscription.close();
        assertThat(subscription.<String>lookUp(() -> "not asked")).isNull();
    }

    @Test
    @DisplayName("blocking() is part of one around it, and comes back whatever happens inside")
    void s5BlockingNestsAndComesBack() {
        subscriber.blocking(() -> {
            subscriber.blocking(() -> world.invalidate(0x1000, 0x1001));
            world.invalidate(0x1001, 0x1002); // still offline
            assertThat(records).isEmpty();
        });
        assertThat(records).hasSize(2);
        assertIsWaitedFor();

        assertThatThrownBy(() -> subscriber.blocking(() -> {
                    world.invalidate(0x1002, 0x1003);
                    throw new IllegalArgumentException("action");
                }))
                .hasMessage("action");
        assertThat(records).hasSize(4);
        assertIsWaitedFor();

        subscriber.blocking(subscriber::close);
        assertThat(subscriber.isClosed()).isTrue();
        assertThatThrownBy(() -> subscriber.blocking(() -> records.add("closed")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(records).hasSize(4);
    }

    // ---- derived values

    private final List<String> released = new ArrayList<>();
    private int lookUps;

    private DerivedValue<String> value() {
        return new DerivedValue<>(() -> "value " + ++lookUps, released::add);
    }

    @Test
    @DisplayName("a derived value is looked up once, and let go of by the record that revokes it")
    void s5ADerivedValueIsLookedUpOnceAndLetGoOfByItsRecord() {
        DerivedValue<String> value = value();
        Subscriber reader = new Subscriber("value's reader", value);
        Subscription under = world.space.subscribe(0x3000, 0x1000, reader);
        Subscription elsewhere = world.space.subscribe(0x6000, 0x1000, reader);
        assertThat(value.peek()).isNull();
        assertThat(value.get(under)).isEqualTo("value 1");
        assertThat(value.get(under)).isEqualTo("value 1");
        world.invalidate(0x6000, 0x7000);
        assertThat(value.get(under))
                .as("another range was hit")
                .isSameAs(value.peek())
                .isEqualTo("value 1");

        world.invalidate(0x3fff, 0x4000); // serves the reader, as this thread is its own

        assertThat(released).containsExactly("value 1");
        assertThat(value.peek()).isNull();
        assertThat(value.get(under)).isEqualTo("value 2");
        assertThat(value.get(elsewhere)).isEqualTo("value 3");
        assertThat(released).containsExactly("value 1", "value 2");
        elsewhere.close();
        assertThat(value.peek()).isNull();
        assertThat(value.get(elsewhere)).isNull();
        assertThat(released).containsExactly("value 1", "value 2", "value 3");
    }

    @Test
    @DisplayName("what cannot be released stays held, is not given out, and keeps its record unanswered")
    void s5WhatCannotBeReleasedStaysHeld() {
        boolean[] stuck = {true};
        DerivedValue<String> value = new DerivedValue<>(() -> "value " + ++lookUps, what -> {
            released.add(what);
            if (stuck[0]) {
                throw new IllegalArgumentException("release");
            }
        });
        Subscriber reader = new Subscriber("value's reader", value);
        Subscription under = world.space.subscribe(0x3000, 0x1000, reader);
        value.get(under);
        InvalidationRange hit = world.range(0x3000, 0x4000);
        Invalidator impatient = world.impatient("impatient");
        PollingThread.background(() -> impatient.invalidateRangeStart(hit)).join();
        assertThatThrownBy(() -> reader.poll(1)).hasMessage("release");
        assertThat(value.peek()).isNull();
        assertThat(impatient.laggards(hit)).containsExactly("value's reader");
        stuck[0] = false;
        assertThat(reader.poll(1)).isEqualTo(1);
        impatient.invalidateRangeEnd(hit);
        assertThat(value.get(under)).isEqualTo("value 2");
    }

    @Test
    @DisplayName("an optimistic reader's value is checked by the sequence; a window over it makes it void")
    void s5AnOptimisticReadersValueIsCheckedByTheSequence() {
        Subscription guard = world.subscribeA();
        DerivedValue<String> value = value();
        String held = value.get(guard);
        assertThat(value.peek()).isSameAs(held);
        subscriber.blocking(() -> world.invalidate(0x1000, 0x1001));
        assertThat(value.peek()).isNull();
        assertThat(released).isEmpty();
        assertThat(value.get(guard)).isEqualTo("value 2");
        assertThat(released).containsExactly(held);
        value.letGo();
        assertThat(released).containsExactly(held, "value 2");
    }

    @Test
    @Tag("proof")
    @Row("S5")
    @DisplayName("nobody who looks up under the freer's lock ever holds what is freed")
    void i7NobodyWhoLooksUpUnderTheFreersLockHoldsWhatIsFreed() throws InterruptedException {
        new LookUpStress().run();
    }

    /** Pages that are replaced under a lock, and readers that look them up under it. */
    private static final class LookUpStress {
        private static final int WINDOWS = Effort.of(20_000);
        private final World world = new World();
        private final Stress stress = new Stress();
        private boolean[] freed = {false};

        void run() throws InterruptedException {
            for (int i = 0; i < 2; i++) {
                DerivedValue<boolean[]> value = new DerivedValue<>(this::current, page -> {});
                Subscriber reader = new Subscriber("reader " + i, value);
                Subscription subscription = world.space.subscribe(0x1000, 0x1000, reader);
                stress.meanwhile("reader " + i, random -> {
                    boolean[] page = value.get(subscription);
                    Stress.pause(random, 64);
                    stress.check(!page[0], "the page is freed");
                });
            }
            InvalidationRange range = world.range(0x1000, 0x2000);
            stress.repeat("producer", WINDOWS, random -> {
                synchronized (this) {
                    stress.check(world.producer.invalidateRangeStart(range) == COMPLETED, "not acknowledged");
                    freed[0] = true;
                    freed = new boolean[1];
                    world.end(range);
                }
                Stress.pause(random, 400);
            });
            stress.run();
        }

        private synchronized boolean[] current() {
            return freed;
        }
    }
}
