package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row I8 goes on: memory that somebody may hold is put aside, and freed once, when nobody holds it any more. */
@Watchdog
class QuarantineConformanceTest {
    private static final int BLOCKS = 2_000;

    private final World world = new World();
    private final Subscriber stuck = new Subscriber("stuck", record -> {});
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, stuck);
    private final Invalidator producer = world.impatient("impatient");
    private final AtomicInteger freed = new AtomicInteger();

    private void quarantine() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        producer.quarantine(range, freed::incrementAndGet);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(freed).hasValue(0);
    }

    private void assertFreedOnceWithNobodyLeft() {
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("quarantine ends the window, and frees once the subscriber has polled past the record")
    void i8QuarantineFreesOnceTheSubscriberHasPolled() {
        quarantine();
        assertThat(a.readRetry(a.tryReadBegin())).as("the window is over").isFalse();
        assertThat(stuck.poll(1)).isEqualTo(1);
        assertFreedOnceWithNobodyLeft();
    }

    @Test
    void i8QuarantineFreesAtOnceIfNobodyIsMissing() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.invalidateRangeStart(range);
        stuck.poll(1);
        producer.quarantine(range, freed::incrementAndGet);
        assertThat(freed).hasValue(1);
        assertFreedOnceWithNobodyLeft();
    }

    @Test
    void i8QuarantineFreesWhenTheSubscriberClosesOrGoesOffline() {
        quarantine();
        stuck.offline();
        assertFreedOnceWithNobodyLeft();
        stuck.online();
        freed.set(0);
        quarantine();
        stuck.close();
        assertFreedOnceWithNobodyLeft();
    }

    @Test
    @DisplayName("quarantine outlives its producer, and the one who takes over its inbox")
    void i8QuarantineOutlivesItsProducer() {
        quarantine();
        producer.close();
        assertThat(freed).hasValue(0);
        Invalidator next = world.impatient("next");
        assertThat(next.invalidateRangeStart(world.range(0x1000, 0x2000))).isEqualTo(TIMED_OUT);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(stuck.poll(1)).isEqualTo(1);
        assertFreedOnceWithNobodyLeft();
    }

    @Test
    @DisplayName("quarantined memory of an evicted subscriber is freed when that was told, not before")
    void i8QuarantinedMemoryOfAnEvictedSubscriberIsFreedWhenThatWasTold() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.invalidateRangeStart(range);
        assertThat(producer.evict(range)).isEqualTo(EVICTED);
        producer.invalidateRangeEnd(range);
        assertThat(producer.invalidateRangeStart(range)).as("without a record").isEqualTo(EVICTED);
        producer.quarantine(range, freed::incrementAndGet);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(freed).hasValue(0);
        assertThat(stuck.poll(1)).isEqualTo(1);
        assertFreedOnceWithNobodyLeft();
    }

    @Test
    @DisplayName("quarantined memory is freed when the thread has died, which is counted")
    void i9QuarantinedMemoryIsFreedWhenTheThreadHasDied() throws InterruptedException {
        CountDownLatch mayDie = new CountDownLatch(1);
        CompletableFuture<Thread> attached = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            stuck.attach();
            attached.complete(Thread.currentThread());
            Uninterruptibly.await(mayDie);
        });
        thread.start();
        attached.join();
        quarantine();
        mayDie.countDown();
        thread.join();
        assertFreedOnceWithNobodyLeft();
        assertThat(stuck.isClosed()).isTrue();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    void i8EachBlockIsFreedOnceByWhicheverThreadReaps() throws InterruptedException {
        AtomicInteger[] blocks = new AtomicInteger[BLOCKS];
        Stress stress = new Stress();
        stress.worker("producer", random -> {
            InvalidationRange range = new InvalidationRange();
            for (int i = 0; i < BLOCKS; i++) {
                AtomicInteger block = blocks[i] = new AtomicInteger();
                producer.invalidateRangeStart(range.init(world.space, 0x1000, 0x2000));
                producer.quarantine(range, block::incrementAndGet);
                Stress.pause(random, 100);
            }
        });
        stress.meanwhile("reaper", random -> world.space.reapQuarantine());
        stress.meanwhile("other reaper", random -> world.space.reapQuarantine());
        stress.meanwhile("subscriber", this::pollNowAndThen);
        stress.run();
        stuck.close(); // its thread has ended
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(blocks).allMatch(block -> block.get() == 1);
    }

    private void pollNowAndThen(SplittableRandom random) {
        stuck.poll(1 + random.nextInt(4));
        Stress.pause(random, 1000);
    }

    @Test
    @DisplayName("if several frees throw in one reap, all run, and all are reported, Errors too")
    void n8AllFreesRunAndAllThatThrowAreReported() {
        RuntimeException first = new IllegalStateException("first");
        Error second = new StackOverflowError("second");
        RuntimeException third = new IllegalStateException("third");
        for (Throwable thrown : new Throwable[] {first, null, second, first, third}) {
            InvalidationRange range = world.range(0x1000, 0x2000);
            producer.publish(range);
            producer.quarantine(range, () -> {
                freed.incrementAndGet();
                if (thrown instanceof Error) {
                    throw (Error) thrown;
                }
                if (thrown != null) {
                    throw (RuntimeException) thrown;
                }
            });
        }
        stuck.poll(16);
        assertThatThrownBy(world.space::reapQuarantine)
                .isSameAs(first)
                .satisfies(reported -> assertThat(reported.getSuppressed()).containsExactly(second, third));
        assertThat(freed).hasValue(5);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(5);
    }

    private static final class Untaking extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Untaking() {
            super("takes none", null, false, false);
        }
    }

    @Test
    @DisplayName("also if the first takes none of the others as suppressed: it is the cause of one that does")
    void n8ThoseAreReportedThatTheFirstDoesNotTake() {
        RuntimeException first = new Untaking();
        RuntimeException second = new IllegalStateException("second");
        Error third = new StackOverflowError("third");
        Failures failures = new Failures();
        for (Throwable thrown : new Throwable[] {first, second, first, third}) {
            failures.add(thrown);
        }
        assertThatThrownBy(failures::rethrow)
                .isInstanceOf(RuntimeException.class)
                .hasCause(first)
                .satisfies(reported -> assertThat(reported.getSuppressed()).containsExactly(second, third));
    }

    @Test
    @DisplayName("what frees quarantined memory cannot end its window a second time")
    void c12WhatFreesCannotEndTheWindow() {
        World other = new World();
        InvalidationRange range = other.open(0x1000, 0x2000);
        assertThatThrownBy(() -> other.producer.quarantine(range, () -> other.producer.invalidateRangeEnd(range)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(range.window.isOpen()).isFalse();
        assertThatThrownBy(() -> other.end(range)).hasMessageContaining("no window");
        InvalidationRange[] both = {other.open(0x1000, 0x2000), other.open(0x3000, 0x4000)};
        assertThat(both[0].window.slot).isNotEqualTo(both[1].window.slot);
    }

    @Test
    @DisplayName("what frees the quarantined memory of a batch cannot end the batch a second time")
    void c12WhatFreesCannotEndTheBatch() {
        World other = new World();
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, other.space)
                .add(0x1000, 0x2000);
        other.producer.invalidateRangeStart(batch);
        assertThatThrownBy(() -> other.producer.quarantine(batch, () -> other.producer.invalidateRangeEnd(batch)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has not returned yet");
        other.producer.close();
    }

    @Test
    @DisplayName("a death that the memory of a window and of a batch waits for is counted once")
    void i9ADeathIsCountedOnce() throws InterruptedException {
        CountDownLatch attached = new CountDownLatch(1);
        CountDownLatch mayDie = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            stuck.attach();
            attached.countDown();
            Uninterruptibly.await(mayDie);
        });
        thread.start();
        Uninterruptibly.await(attached);
        quarantine();
        InvalidationBatch batch = new InvalidationBatch(2).init(InvalidationEvent.UNMAP, 0, null, world.space);
        producer.publish(batch.add(0x1000, 0x2000));
        producer.quarantine(batch, freed::incrementAndGet);
        assertThat(freed).hasValue(0);
        mayDie.countDown();
        thread.join();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(2);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("what is held can be asked at any time: how much, how long, and by whom")
    void q4WhatIsHeldCanBeAsked() {
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x1000, 0x2000, other);
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.publish(range);
        producer.quarantine(range, freed::incrementAndGet);
        InvalidationBatch batch = new InvalidationBatch(2).init(InvalidationEvent.UNMAP, 0, null, world.space);
        producer.publish(batch.add(0x1800, 0x1c00).add(0x2800, 0x2900));
        producer.quarantine(batch, freed::incrementAndGet);
        long before = System.nanoTime();
        assertThat(world.space.quarantined())
                .extracting(
                        QuarantinedMemory::start,
                        QuarantinedMemory::end,
                        QuarantinedMemory::bytes,
                        QuarantinedMemory::holders)
                .containsExactly(
                        tuple(0x1000L, 0x2000L, 0x1000L, List.of("stuck", "other")),
                        tuple(0x1800L, 0x2900L, 0x500L, List.of("stuck", "other")));
        assertThat(stuck.poll(1)).isEqualTo(1);
        assertThat(world.space.reapQuarantine()).isEqualTo(2);
        assertThat(world.space.quarantined())
                .extracting(QuarantinedMemory::holders)
                .containsExactly(List.of("other"), List.of("stuck", "other"));
        long passed = System.nanoTime() - before;
        assertThat(world.space.quarantined().get(1).nanos()).isGreaterThanOrEqualTo(passed);
        stuck.close();
        other.close();
        assertFreed(2);
        assertThat(world.space.quarantined()).isEmpty();
    }

    private void assertFreed(int blocks) {
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(blocks);
    }

    @Test
    @DisplayName("memory is freed by the puts behind it, a few at once, until nothing is left")
    void q4MemoryIsFreedByThePutsBehindIt() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        for (int i = 0; i < 10; i++) {
            producer.publish(range.init(world.space, 0x1000, 0x2000));
            producer.quarantine(range, freed::incrementAndGet);
        }
        stuck.poll(10);
        for (int i = 0; i < 10; i++) {
            producer.publish(range.init(world.space, 0x1000, 0x2000));
            producer.quarantine(range, freed::incrementAndGet);
        }
        assertThat(freed).hasValue(10);
        stuck.close();
        for (int i = 0; i < 10; i++) {
            producer.publish(range.init(world.space, 0x8000, 0x9000));
            producer.quarantine(range, () -> {});
        }
        assertThat(freed).as("by those that nobody holds, too").hasValue(20);
        assertThat(world.space.reapQuarantine()).isZero();
    }

    @Test
    @DisplayName("memory put aside in another order than that of its records is freed no sooner than it may be")
    void q4MemoryPutAsideInAnotherOrder() {
        InvalidationRange[] ranges = {world.range(0x1000, 0x1100), world.range(0x1100, 0x1200)};
        AtomicInteger second = new AtomicInteger();
        producer.publish(ranges[0]);
        producer.publish(ranges[1]);
        producer.quarantine(ranges[1], second::incrementAndGet);
        producer.quarantine(ranges[0], freed::incrementAndGet);
        stuck.poll(1);
        world.space.reapQuarantine();
        assertThat(second).hasValue(0);
        stuck.poll(1);
        assertFreed(1);
        assertThat(second).hasValue(1);
    }
}
