package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Patience;
import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What frees may free more, and what is completed begin more: as much as there is, and not so deep. */
@Watchdog
class NestedFreeTest {
    private static final int MANY = 2_000; // more than nest in a stack

    private static final int SOME = 200; // more than may nest

    private final World world = new World();
    private final ReaderGroup group = new ReaderGroup("group");
    private final InvalidationRange range = new InvalidationRange();
    private final AtomicInteger ended = new AtomicInteger();
    private final List<CompletableFuture<Void>> over = new ArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private int depth;
    private int deepest;

    private void retireMany(Runnable more) {
        world.space.subscribe(group);
        long section = group.enter();
        for (int i = 0; i < MANY; i++) {
            range.init(world.space, 0x1000L * i, 0x1000L * i + 1);
            world.producer.retire(range, () -> {
                deepest = Math.max(deepest, ++depth);
                more.run();
                depth--;
                ended.incrementAndGet();
            });
        }
        group.exit(section);
    }

    private void assertAllFreed() {
        assertThat(ended).hasValue(MANY);
        assertThat(world.space.counters().held()).isZero();
        assertThat(world.space.counters().failedFrees()).isZero();
        assertThat(deepest).isLessThan(20);
    }

    @Test
    @DisplayName("actions that free may retire something, which frees others: each ends, and few are inside each other")
    void r1WhatFreesMayRetire() {
        retireMany(() -> world.space.retire(InvalidationEvent.UNMAP, 1, 2, () -> {}));
        world.space.reapQuarantine();
        assertAllFreed();
    }

    @Test
    @DisplayName("they may reap")
    void r1WhatFreesMayReap() {
        retireMany(world.space::reapQuarantine);
        world.space.reapQuarantine();
        assertAllFreed();
    }

    @Test
    @DisplayName("they may leave a section, where the last to let go frees")
    void r1WhatFreesMayLeaveASection() {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        retireMany(() -> group.exit(group.enter()));
        assertAllFreed();
    }

    @Test
    @DisplayName("a retire frees a few, whatever is held, also if what frees retires in turn")
    void q4ARetireFreesAFew() {
        retireMany(() -> world.space.retire(InvalidationEvent.UNMAP, 1, 2, () -> {}));

        for (int i = 0, before = 0; i < 16; i++, before = ended.get()) {
            world.producer.retire(range.init(world.space, 0x1000, 0x2000), () -> {});
            assertThat(ended.get() - before).isLessThan(100);
        }
        assertThat(ended).hasValueGreaterThan(0);
        world.space.reapQuarantine();
        assertAllFreed();
    }

    @Test
    @DisplayName("what frees may retire several that are held: retires go on to free as much as they put aside")
    void r1WhatFreesMayRetireSeveral() {
        world.space.subscribe(group);
        Invalidator nested = world.space.newInvalidator("nested");
        InvalidationRange its = new InvalidationRange();
        long most = 0;
        for (int i = 0; i < MANY; i++) {
            retireHeld(world.producer, range.init(world.space, 1, 2), group, () -> {
                for (int each = 0; each < 6; each++) {
                    retireHeld(nested, its.init(world.space, 1, 2), group, () -> {});
                }
            });
            most = Math.max(most, world.space.counters().held());
        }
        assertThat(most).isLessThan(MANY / 4);
    }

    @Test
    @DisplayName("what frees may retire in another space, which frees what its own have let go of")
    void r1WhatFreesMayRetireElsewhere() {
        World another = new World();
        ReaderGroup others = new ReaderGroup("others");
        another.space.subscribe(others);
        InvalidationRange its = new InvalidationRange();
        retireMany(() -> retireHeld(another.producer, its.init(another.space, 1, 2), others, () -> {}));
        world.space.reapQuarantine();
        assertAllFreed();
        assertThat(another.space.counters().held()).isLessThan(MANY / 4);
    }

    /** Memory that a section holds, which is over behind it. */
    private static void retireHeld(Invalidator by, InvalidationRange range, ReaderGroup holding, Runnable free) {
        long section = holding.enter();
        by.retire(range, free);
        holding.exit(section);
    }

    @Test
    @DisplayName("what depends on a close may start something: each is told, whoever completes it")
    void n6WhatDependsOnACloseMayStart() throws InterruptedException {
        world.space.subscribe(0x1000, 0x1000, (subscription, said) -> { // so none of the closes is over at once
            closeManyWhichStart();
            return true;
        });

        world.invalidate(0x1000, 0x2000);

        assertAllAreTold();
    }

    @Test
    @DisplayName("so it may where another thread has closed, outside of callbacks")
    void n6WhatDependsOnACloseOutsideOfCallbacksMayStart() throws InterruptedException {
        world.space.subscribe(0x1000, 0x1000, (subscription, said) -> {
            PollingThread.background(() -> {
                        closeManyWhichStart();
                        return null;
                    })
                    .join();
            return true;
        });

        world.invalidate(0x1000, 0x2000);

        assertAllAreTold();
    }

    @Test
    @DisplayName("it may close what others depend on: each ends, and few are inside each other")
    void n6WhatDependsOnACloseMayCloseMore() throws InterruptedException {
        List<Registration> more = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            more.add(world.space.register(new Notifier() {}));
        }
        world.space.subscribe(0x1000, 0x1000, (subscription, said) -> {
            for (Registration next : more) {
                closeOne(() -> {
                    deepest = Math.max(deepest, ++depth);
                    next.closeAsync();
                    depth--;
                });
            }
            return true;
        });

        world.invalidate(0x1000, 0x2000);

        assertAllAreTold();
        assertThat(more).allMatch(Registration::isClosed);
        assertThat(deepest).isLessThan(20);
    }

    private void closeManyWhichStart() {
        world.space.subscribe(0x9000, 0x1000, (subscription, said) -> true);
        for (int i = 0; i < MANY; i++) {
            closeOne(this::startOver);
        }
    }

    private void closeOne(Runnable dependent) {
        over.add(world.space
                .subscribe(0x1000, 0x1000, (newcomer, event) -> true)
                .closeAsync()
                .thenRun(dependent)
                .toCompletableFuture());
    }

    private void assertAllAreTold() throws InterruptedException {
        assertThat(over).hasSizeGreaterThanOrEqualTo(SOME);
        CompletableFuture<Void> all = CompletableFuture.allOf(over.toArray(CompletableFuture[]::new));
        new Patience(Patience.nanos(20)).await(all::isDone, "a stage is never completed");
        assertThat(all).isCompleted();
        assertThat(refused).hasValue(0);
    }

    private void startOver() {
        try (Invalidator borrowed = world.space.borrowInvalidator()) {
            InvalidationRange own = new InvalidationRange().init(world.space, 0x9000, 0x9001);
            borrowed.invalidateRangeStart(own);
            borrowed.invalidateRangeEnd(own);
        } catch (IllegalStateException tooDeep) {
            refused.incrementAndGet();
        }
    }
}
