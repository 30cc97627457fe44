package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thread that declares that it holds nothing is not waited for, and takes what it missed before it goes on. */
@Watchdog
@Tag("proof")
class OfflineTest {
    private static final int WINDOWS = Effort.of(20_000);
    private static final int WORDS = 8;
    private static final int POISON = 0xdead;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final List<Told> records = new ArrayList<>();

    @Test
    @DisplayName("nobody waits for a thread that is offline, and it is told everything when it comes back")
    void nobodyWaitsForAThreadThatIsOffline() {
        Subscriber subscriber = new Subscriber("blocking", said -> records.add(Told.by(said)));
        world.space.subscribe(0x1000, 0x100000, subscriber);
        subscriber.offline();
        for (int i = 0; i < 1000; i++) { // more than its inbox holds
            world.invalidate(0x1000 + i, 0x1001 + i);
        }
        assertThat(records).as("this thread has not waited").isEmpty();
        assertThat(world.space.counters().waits()).isZero();
        assertThat(PollingThread.background(() -> catchOnline(subscriber)).join())
                .isInstanceOf(IllegalStateException.class);
        world.invalidate(0x1000, 0x1001);
        assertThat(world.space.counters().waits()).as("it is still offline").isZero();

        subscriber.online();

        for (int i = 0; i < 1000; i++) {
            long address = 0x1000 + i;
            assertThat(records).anyMatch(told -> told.start() <= address && address < told.end());
        }
        InvalidationRange range = world.range(0x1000, 0x2000);
        subscriber.detach();
        assertThat(world.impatient("impatient").invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
    }

    private static Throwable catchOnline(Subscriber subscriber) {
        try {
            subscriber.online();
            return null;
        } catch (IllegalStateException notItsOwn) {
            return notItsOwn;
        }
    }

    @Test
    @DisplayName("a thread that takes a subscriber over is waited for, though the last one was offline")
    void aThreadThatTakesOverIsWaitedForThoughTheLastOneWasOffline() {
        Subscriber subscriber = new Subscriber("handed over", said -> records.add(Told.by(said)));
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.offline();
        subscriber.detach();
        PollingThread.background(() -> {
                    subscriber.attach();
                    InvalidationRange range = world.range(0x1000, 0x2000);
                    Invalidator impatient = world.impatient("impatient");
                    assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
                    assertThat(subscriber.poll(8)).isEqualTo(1);
                    assertThat(impatient.await(range, 0)).isEqualTo(COMPLETED);
                    return null;
                })
                .join();
    }

    @Test
    @DisplayName("a handler that throws when the thread comes back loses nothing, and the thread is waited for again")
    void aHandlerThatThrowsWhenTheThreadComesBackLosesNothing() {
        Subscriber subscriber = new Subscriber("failing", said -> {
            records.add(Told.by(said));
            if (records.size() == 1) {
                throw new IllegalArgumentException("handler");
            }
        });
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.offline();
        world.invalidate(0x1000, 0x2000);
        assertThatThrownBy(subscriber::online).hasMessage("handler");
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator impatient = world.impatient("impatient");
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(subscriber.poll(8)).isEqualTo(2);
        assertThat(impatient.await(range, 0)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a start that must not wait succeeds over threads that are all offline, and they are told afterwards")
    void t5AStartThatMustNotWaitSucceedsOverThreadsThatAreOffline() {
        Subscriber subscriber = new Subscriber("blocking", said -> records.add(Told.by(said)));
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.offline();
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(COMPLETED);
        assertThat(records).isEmpty();
        assertThat(world.producer.await(range, 0)).isEqualTo(COMPLETED);
        world.end(range);

        subscriber.online();

        assertThat(records).extracting(Told::what).containsExactly("UNMAP [0x1000,0x2000)");
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(subscriber.poll(1)).as("told for nothing").isZero();
        world.assertNothingOpen();
    }

    @Test
    @DisplayName("a start that must not wait returns AGAIN over an evicted thread, also if it is offline")
    void aStartThatMustNotWaitAnswersAgainOverAnEvictedThread() {
        Subscriber subscriber = new Subscriber("blocking", said -> records.add(Told.by(said)));
        world.space.subscribe(0x1000, 0x1000, subscriber);
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator impatient = world.impatient("impatient");
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        impatient.evict(range);
        impatient.invalidateRangeEnd(range);
        subscriber.offline();
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        world.assertNothingOpen();
    }

    /** What stands for mapped memory: poisoned inside the window that takes it away. */
    private final AtomicReference<int[]> page = new AtomicReference<>(new int[WORDS]);

    @Test
    @DisplayName("a thread that is offline now and then never sees poison in what it holds while it is online")
    void i7AThreadThatIsOfflineNowAndThenNeverSeesPoison() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            stress.meanwhile("holder " + i, new Holder("holder " + i)::useAndBlock);
        }
        stress.repeat("producer", WINDOWS, replacePage());
        stress.meanwhile("producer that must not wait", replacePageOnlyIfNobodyHoldsIt());
        stress.run();
    }

    private Stress.Step replacePage() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        return random -> {
            synchronized (page) {
                stress.check(world.producer.invalidateRangeStart(range) == COMPLETED, "not acknowledged");
                replacePageIn(range, world.producer);
            }
            Stress.pause(random, 400);
        };
    }

    private Stress.Step replacePageOnlyIfNobodyHoldsIt() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator other = world.space.newInvalidator("other");
        return random -> {
            synchronized (page) {
                if (other.invalidateRangeStartNonblock(range) == COMPLETED) {
                    replacePageIn(range, other);
                }
            }
            Stress.pause(random, 100);
        };
    }

    private void replacePageIn(InvalidationRange range, Invalidator producer) {
        Arrays.fill(page.getPlain(), POISON);
        page.setOpaque(new int[WORDS]);
        producer.invalidateRangeEnd(range);
    }

    /** Keeps what it holds while it is offline, in the hope that it is still good; the handler knows better. */
    private final class Holder {
        private final Subscriber subscriber;
        private final Subscription subscription;
        private int[] held;

        Holder(String name) {
            subscriber = new Subscriber(name, record -> held = null);
            subscription = world.space.subscribe(0x1000, 0x1000, subscriber);
        }

        void useAndBlock(SplittableRandom random) {
            for (int i = 0; i < 4; i++) {
                long seen = subscription.tryReadBegin();
                int[] found = page.getOpaque();
                if (held == null && !subscription.readRetry(seen)) {
                    held = found;
                }
                use();
                Stress.pause(random, 32);
                subscriber.poll(4);
            }
            subscriber.offline();
            Stress.pause(random, 500);
            subscriber.online();
            use();
        }

        private void use() {
            if (held != null) {
                for (int word : held) {
                    stress.check(word != POISON, "held memory was taken away from " + subscriber);
                }
            }
        }
    }
}
