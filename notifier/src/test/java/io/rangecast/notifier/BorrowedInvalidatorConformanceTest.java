package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.VirtualThreads;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row R6: whoever has no invalidator borrows one, wherever it is. */
@Watchdog
class BorrowedInvalidatorConformanceTest {
    private static final Cleaner CLEANER = Cleaner.create();

    private final World world = new World();
    private final AddressSpace space = world.space;
    private final AtomicInteger freed = new AtomicInteger();

    private InvalidationResult retire() {
        return space.retire(InvalidationEvent.UNMAP, 0x1000, 0x2000, freed::incrementAndGet);
    }

    @Test
    @DisplayName("what is given back is lent again, also to another thread, with what it knows of subscribers")
    void r6WhatIsGivenBackIsLentAgain() {
        Invalidator first = space.borrowInvalidator();
        first.close();
        first.close();
        Invalidator second = PollingThread.background(() -> {
                    Invalidator borrowed = space.borrowInvalidator();
                    borrowed.close();
                    return borrowed;
                })
                .join();
        assertThat(second).isSameAs(first);
        try (Invalidator third = space.borrowInvalidator();
                Invalidator other = space.borrowInvalidator()) {
            assertThat(third).isSameAs(first).isNotSameAs(other);
            assertThat(other.space()).isSameAs(space);
        }
    }

    @Test
    @DisplayName("who closes it once more, while a change of the space's uses it, ends no window")
    void r6ACloseInsideAChangeEndsNoWindow() {
        Invalidator kept = space.borrowInvalidator();
        kept.close();
        Subscription guard = space.guard(0x1000, 1);
        InvalidationResult result = space.invalidate(InvalidationEvent.UNMAP, 0x1000, 0x2000, () -> {
            assertThatThrownBy(kept::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has open windows");
            assertThat(guard.tryReadBegin()).isEqualTo(Subscription.BUSY);
        });
        assertThat(result).isEqualTo(COMPLETED);
        assertThat(guard.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
    }

    @Test
    @DisplayName("the pool is bounded, and what is beyond its bound is closed")
    void r6ThePoolIsBounded() {
        List<Invalidator> borrowed = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            borrowed.add(space.borrowInvalidator());
        }
        assertThat(borrowed).doesNotHaveDuplicates();
        borrowed.forEach(Invalidator::close);
        for (int i = 0; i < 5_000; i++) {
            Invalidator again = space.borrowInvalidator();
            if (!borrowed.remove(again)) { // those that were idle are all lent
                assertThat(i).isBetween(1, 4_000);
                return;
            }
        }
        assertThat(borrowed).as("a pool without a bound").isNull();
    }

    @Test
    @DisplayName("a borrowed invalidator is used by its borrower only, and not after it was given back")
    void r6MisuseIsAnError() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator borrowed = space.borrowInvalidator();
        String other = PollingThread.background(() -> {
                    assertThatThrownBy(() -> borrowed.invalidateRangeStart(range))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("is lent to");
                    assertThatThrownBy(borrowed::close).isInstanceOf(IllegalStateException.class);
                    return "refused";
                })
                .join();
        assertThat(other).isEqualTo("refused");
        borrowed.publish(range);
        assertThatThrownBy(borrowed::close).hasMessageContaining("open windows");
        range.close();
        borrowed.close();
        assertThatThrownBy(() -> borrowed.publish(range)).hasMessageContaining("is closed");
    }

    @Test
    @DisplayName("what a thread has borrowed that died, another may end and give back")
    void r6TheNextHasWhatADeadThreadHasBorrowed() throws InterruptedException {
        InvalidationRange range = world.range(0x1000, 0x2000);
        Invalidator[] borrowed = new Invalidator[1];
        Thread borrower = new Thread(() -> {
            borrowed[0] = space.borrowInvalidator();
            borrowed[0].publish(range);
        });
        borrower.start();
        borrower.join();
        assertThatThrownBy(borrowed[0]::close).hasMessageContaining("open windows");
        borrowed[0].invalidateRangeEnd(range);
        String other = PollingThread.background(() -> {
                    assertThatThrownBy(borrowed[0]::close).hasMessageContaining("is lent to");
                    return "refused";
                })
                .join();
        assertThat(other).isEqualTo("refused");
        borrowed[0].close();
        assertThatThrownBy(() -> borrowed[0].publish(range)).hasMessageContaining("is closed");
    }

    @Test
    @DisplayName("retire works in a callback, a record handler, a virtual or any other thread, and a cleaner")
    void r6RetireWorksAnywhere() {
        space.subscribe(0x8000, 0x1000, (subscription, invalidation) -> retire() == COMPLETED);
        Subscriber subscriber = new Subscriber("subscriber", record -> retire());
        space.subscribe(0x8000, 0x1000, subscriber);
        assertThat(space.retire(InvalidationEvent.CLEAR, 0x8000, 0x9000, freed::incrementAndGet))
                .isEqualTo(RETIRED);
        assertThat(freed).as("by the callback").hasValue(1);
        subscriber.poll(1);
        assertThat(space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(3);
        assertThat(PollingThread.background(this::retire).join()).isEqualTo(COMPLETED);
        VirtualThreads.run(this::retire).join();
        CountDownLatch cleaned = new CountDownLatch(1);
        CLEANER.register(new Object(), () -> {
                    retire();
                    cleaned.countDown();
                })
                .clean();
        Uninterruptibly.await(cleaned);
        assertThat(freed).hasValue(6);
        assertThat(world.errors).isEmpty();
    }

    @Test
    @DisplayName("one line retires, with an executor too, and one changes memory, from any thread")
    void r6OneLine() {
        Subscriber reader = new Subscriber("reader", record -> {});
        space.subscribe(0x1000, 0x1000, reader);
        List<Runnable> tasks = new ArrayList<>();
        assertThat(space.retire(InvalidationEvent.UNMAP, 0x1000, 0x2000, freed::incrementAndGet, tasks::add))
                .isEqualTo(RETIRED);
        reader.poll(16);
        space.reapQuarantine();
        assertThat(tasks).hasSize(1);
        reader.close();
        assertThat(space.invalidate(InvalidationEvent.UNMAP, 0x1000, 0x2000, freed::incrementAndGet))
                .isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
        assertThatThrownBy(() -> space.invalidate(InvalidationEvent.UNMAP, 2, 1, freed::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("a released space still lends, as what is cleaned late still has to be freed")
    void r6AReleasedSpaceStillLends() {
        space.close();
        assertThat(retire()).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("what quarantined memory throws when a borrower gives back is told, and its answer stands")
    void r6WhatOthersHavePutAsideThrowsElsewhere() {
        Subscriber reader = new Subscriber("reader", record -> {});
        space.subscribe(0x1000, 0x1000, reader);
        InvalidationRange range = world.range(0x1000, 0x2000);
        RuntimeException thrown = new IllegalStateException();
        world.producer.publish(range);
        world.producer.quarantine(range, () -> {
            throw thrown;
        });
        reader.poll(1);
        assertThat(space.retire(InvalidationEvent.UNMAP, 0x8000, 0x9000, freed::incrementAndGet))
                .isEqualTo(COMPLETED);
        assertThat(world.errors).containsExactly(thrown);
    }

    @Test
    @DisplayName("many threads that come and go leave no more invalidators than were in use at one time")
    void r6ManyThreadsLeaveFewInvalidators() throws InterruptedException {
        Subscriber reader = new Subscriber("reader", record -> {});
        space.subscribe(0x1000, 0x1000, reader);
        Stress stress = new Stress();
        for (int i = 0; i < 50; i++) {
            stress.repeat("thread " + i, 20, random -> retire());
        }
        stress.run();
        reader.poll(Integer.MAX_VALUE);
        assertThat(space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1_000);
        reader.close();
    }
}
