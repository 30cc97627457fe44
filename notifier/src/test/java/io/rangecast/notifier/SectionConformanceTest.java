package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.AllocatedBytes;
import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.VirtualThreads;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows S: sections of groups of readers, seen from outside. */
@Watchdog
class SectionConformanceTest {
    private static final int VIRTUAL = 10_000;

    private final World world = new World();
    private final ReaderGroup group = new ReaderGroup("searches");
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, group);
    private final Invalidator impatient = world.impatient("impatient");
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    @Test
    @DisplayName("a start waits for the sections that are open, and is woken by the last of them")
    void s1AStartWaitsForTheSectionsThatAreOpen() throws InterruptedException {
        long first = group.enter();
        long second = group.enter();
        CompletableFuture<Void> started = World.waiting(() -> world.open(0x1000, 0x2000));

        group.exit(first);
        assertThat(started).isNotDone();
        group.exit(second);

        started.join();
        assertThat(group.openSections()).isZero();
    }

    @Test
    @DisplayName("it waits for no section that comes later, inside the window or before the end of the wait")
    void s1AStartWaitsForNoLaterSection() throws InterruptedException {
        long before = group.enter();
        CompletableFuture<InvalidationResult> started =
                PollingThread.background(() -> world.producer.invalidateRangeStart(range));
        while (a.tryReadBegin() != Subscription.BUSY) {
            Thread.onSpinWait();
        }
        TimeUnit.MILLISECONDS.sleep(5); // it has looked by now
        long later = group.enter();

        group.exit(before);

        assertThat(started.join()).isEqualTo(COMPLETED);
        assertThat(group.openSections()).isEqualTo(1);
        group.exit(later);
        world.end(range);
    }

    @Test
    @DisplayName("a start that misses the group, or whose event it does not hear, does not wait for it")
    void s1AStartThatMissesTheGroupDoesNotWait() {
        world.space.subscribe(0x8000, 0x1000, InvalidationEvent.UNMAP.mask(), 7, group);
        long section = group.enter();

        assertThat(world.invalidate(0x2000, 0x3000)).isZero();
        range.init(InvalidationEvent.CLEAR, 0, null, world.space, 0x8000, 0x9000);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        world.end(range);

        group.exit(section);
    }

    @Test
    @DisplayName("publish tells whether sections are open, and await waits for those that it met")
    void s1PublishAndAwait() {
        long section = group.enter();
        assertThat(world.producer.publish(range)).isFalse();
        long later = group.enter();
        assertThat(world.producer.await(range, 0)).isEqualTo(TIMED_OUT);

        group.exit(section);

        assertThat(world.producer.await(range, 0)).isEqualTo(COMPLETED);
        world.end(range);
        group.exit(later);
        assertThat(world.producer.publish(range)).isTrue();
        world.end(range);
    }

    @Test
    @DisplayName("a batch waits once for all of its ranges, each group's sections among them")
    void s1ABatchWaitsForSections() throws InterruptedException {
        ReaderGroup other = new ReaderGroup("tasks");
        world.space.subscribe(0x5000, 0x1000, other);
        long first = group.enter();
        long second = other.enter();
        InvalidationBatch batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(0x1000, 0x1800);
        batch.add(0x5000, 0x5800);
        assertThat(impatient.invalidateRangeStart(batch)).isEqualTo(TIMED_OUT);
        assertThat(impatient.laggards(batch)).containsExactly("searches", "tasks");
        CompletableFuture<Void> awaited = World.waiting(
                () -> assertThat(impatient.await(batch, Watchdog.LONGER_NANOS)).isEqualTo(COMPLETED));

        group.exit(first);
        assertThat(awaited).isNotDone();
        other.exit(second);

        awaited.join();
        impatient.invalidateRangeEnd(batch);
    }

    @Test
    @DisplayName("a start that must not wait is refused while a section is open, and nothing stays behind")
    void s1ANonBlockingStartIsRefusedWhileASectionIsOpen() {
        long section = group.enter();

        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);

        assertThat(a.tryReadBegin()).isNotEqualTo(Subscription.BUSY);
        group.exit(section);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(COMPLETED);
        world.end(range);
    }

    @Test
    @DisplayName("a section moves from thread to thread, as tasks of a pool do")
    void s2ASectionMovesFromThreadToThread() {
        long section = PollingThread.background(group::enter).join();
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        PollingThread.background(() -> {
                    group.exit(section);
                    return null;
                })
                .join();

        assertThat(impatient.await(range, 0)).isEqualTo(COMPLETED);
        impatient.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("10,000 virtual threads are in sections at a time, and a start waits for the last of them")
    void s2VirtualThreadsAreInSectionsAtATime() throws InterruptedException {
        boolean virtual = Runtime.version().feature() >= 21;
        int threads = virtual ? VIRTUAL : 100;
        CountDownLatch entered = new CountDownLatch(threads);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        for (int i = 0; i < threads; i++) {
            VirtualThreads.run(() -> {
                        try (ReaderGroup.Section section = group.section()) {
                            assertThat(section).isNotNull();
                            entered.countDown();
                            Uninterruptibly.await(goOn);
                        }
                    })
                    .whenComplete((ended, thrown) -> failed.compareAndSet(null, thrown));
        }
        Uninterruptibly.await(entered);
        assertThat(group.openSections()).isEqualTo(threads);
        CompletableFuture<Void> started = World.waiting(() -> world.open(0x1000, 0x2000));
        assertThat(started).isNotDone();

        goOn.countDown();

        started.join();
        assertThat(group.openSections()).isZero();
        assertThat(failed).hasNullValue();
    }

    @Test
    @DisplayName("entering and leaving allocate nothing, by tickets and by try, nor does a start over a group")
    void s3EnteringAndLeavingAllocateNothing() {
        assertThat(AllocatedBytes.by(() -> group.exit(group.enter()))).isZero();
        assertThat(AllocatedBytes.by(() -> {
                    try (ReaderGroup.Section section = group.section()) {
                        assert section != null;
                    }
                }))
                .isZero();
        assertThat(AllocatedBytes.by(() -> {
                    world.producer.invalidateRangeStart(range);
                    world.producer.invalidateRangeEnd(range);
                }))
                .isZero();
    }

    @Test
    @DisplayName("a section that does not end is named by its group, and how many there are")
    void s4ASectionThatDoesNotEndIsNamed() {
        long section = group.enter();

        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        assertThat(impatient.laggards(range)).containsExactly("searches");
        assertThat(impatient.describeLaggards(range))
                .startsWith("reader group searches: 1 open section, 0 of the current phase;"
                        + " 1 may be this thread's own, which it would wait for in vain\n");
        long later = group.enter();
        assertThat(impatient.describeLaggards(range))
                .startsWith("reader group searches: 2 open sections, 1 of the current phase; 2 may be");
        impatient.invalidateRangeEnd(range);
        group.exit(section);
        group.exit(later);
    }

    @Test
    @DisplayName("a section for which somebody has waited in vain does not hold up each later start, but an await")
    void s4AStuckSectionDoesNotHoldUpEachStart() throws InterruptedException {
        Invalidator patient = world.space.newInvalidator("patient", TimeUnit.MILLISECONDS.toNanos(20));
        long section = group.enter();
        assertThat(patient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        patient.invalidateRangeEnd(range);
        assertThat(group.isStuckFor(TimeUnit.MILLISECONDS.toNanos(20))).isTrue();
        long waits = world.space.counters().waits();

        assertThat(patient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        assertThat(patient.laggards(range)).containsExactly("searches");
        CompletableFuture<Void> awaited = World.waiting(
                () -> assertThat(patient.await(range, Watchdog.LONGER_NANOS)).isEqualTo(COMPLETED));
        assertThat(awaited).isNotDone();
        group.exit(section);
        awaited.join();
        patient.invalidateRangeEnd(range);
        assertThat(group.isStuckFor(0)).isFalse();
        assertThat(world.space.counters().waits()).isGreaterThan(waits);
    }

    @Test
    @DisplayName("an evicted group is not waited for, but says so until its last section is left")
    void s4AnEvictedGroupIsNotWaitedFor() {
        long section = group.enter();
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        assertThat(impatient.evict(range)).isEqualTo(EVICTED);

        assertThat(group.isEvicted()).isTrue();
        assertThat(impatient.await(range, 0)).isEqualTo(EVICTED);
        impatient.invalidateRangeEnd(range);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(EVICTED);
        world.end(range);
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        assertThatThrownBy(group::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("evicted");
        group.exit(section);
        assertThat(world.invalidate(0x1000, 0x2000)).isZero();
        assertThat(world.space.counters().evictions()).isEqualTo(1);
    }

    @Test
    @DisplayName("memory that a section holds is put aside, and freed when it is left, though others come and go")
    void s4MemoryThatASectionHoldsIsPutAside() {
        long section = group.enter();
        AtomicInteger freed = new AtomicInteger();
        impatient.invalidateRangeStart(range);
        impatient.quarantine(range, freed::incrementAndGet);
        long later = group.enter();
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(world.space.quarantined().get(0).holders()).containsExactly("searches");

        group.exit(section);

        assertThat(world.space.quarantined().get(0).holders())
                .as("nobody has looked since")
                .isEmpty();
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1);
        group.exit(later);
    }

    @Test
    @DisplayName("a look-up under the lock that whoever starts holds does not deadlock, and is of one side")
    void s5ALookUpUnderTheLockOfWhoeverStarts() throws InterruptedException {
        Object lock = new Object();
        int[][] page = {new int[1]};
        Stress stress = new Stress();
        for (int i = 0; i < 2; i++) {
            stress.meanwhile(
                    "reader " + i,
                    random -> stress.check(
                            group.read(
                                    a,
                                    () -> {
                                        synchronized (lock) {
                                            return page[0];
                                        }
                                    },
                                    found -> found[0] == 0),
                            "a freed page was used"));
        }
        stress.repeat("producer", Effort.of(2_000), random -> {
            synchronized (lock) {
                InvalidationRange mine = world.range(0x1000, 0x2000);
                InvalidationResult result = world.producer.invalidateRangeStart(mine);
                stress.check(result == COMPLETED, "a start has answered " + result);
                page[0][0] = 1;
                page[0] = new int[1];
                world.producer.invalidateRangeEnd(mine);
            }
        });
        stress.run();
    }

    @Test
    @DisplayName("reading under a subscription of another group, or one that is closed, is refused")
    void s5ReadingUnderAForeignOrClosedSubscriptionIsRefused() {
        Subscription foreign = world.space.subscribe(0x1000, 0x1000, new ReaderGroup("other"));
        assertThatThrownBy(() -> group.read(foreign, () -> 1, found -> found))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reader group searches");
        assertThatThrownBy(() -> group.read(world.subscribeA(), () -> 1, found -> found))
                .isInstanceOf(IllegalArgumentException.class);
        a.close();
        assertThatThrownBy(() -> group.read(a, () -> 1, found -> found))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(group.openSections()).isZero();
    }

    @Test
    @DisplayName("sections nest, by tickets and by try")
    void s6SectionsNest() {
        long outer = group.enter();
        try (ReaderGroup.Section inner = group.section()) {
            assertThat(inner).isNotNull();
            assertThat(group.openSections()).isEqualTo(2);
        }
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        group.exit(outer);
        assertThat(impatient.await(range, 0)).isEqualTo(COMPLETED);
        impatient.invalidateRangeEnd(range);
    }

    @Test
    @DisplayName("an exit without enter, with another group's section, or with no section is an error and does nothing")
    void s6AnExitWithoutEnterIsAnError() {
        long section = group.enter();
        long foreign = new ReaderGroup("other").enter();
        for (long wrong : new long[] {0, -1, foreign, section ^ 1 << 3, section | 0xffff}) {
            assertThatThrownBy(() -> group.exit(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0x" + Long.toHexString(wrong))
                    .hasMessageContaining("reader group searches");
        }
        assertThat(group.openSections()).isEqualTo(1);
        group.exit(section);

        assertThatThrownBy(() -> group.exit(section)).isInstanceOf(IllegalStateException.class);

        assertThat(group.openSections()).isZero();
    }

    @Test
    @DisplayName("a closed group is entered no more, and gone with its last section")
    void aClosedGroupIsGoneWithItsLastSection() {
        long section = group.enter();
        group.close();
        assertThat(group.isClosed()).isTrue();
        assertThatThrownBy(group::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("reader group searches is closed");
        assertThatThrownBy(() -> world.space.subscribe(0, 1, group)).isInstanceOf(IllegalStateException.class);
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        impatient.invalidateRangeEnd(range);

        group.exit(section);

        assertThat(world.invalidate(0x1000, 0x2000)).isZero();
        assertThat(a.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
        group.close();
    }

    @Test
    void aStartThatWaitsForASectionEndsWithItsSpace() throws InterruptedException {
        long section = group.enter();
        CompletableFuture<Void> started = World.waiting(
                () -> assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT));
        world.space.close();
        started.join();
        group.exit(section);
    }
}
