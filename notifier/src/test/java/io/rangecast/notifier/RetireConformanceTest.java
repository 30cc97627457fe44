package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows R1 to R5: memory is freed later, by others, and nobody waits. */
@Watchdog
class RetireConformanceTest {
    private final World world = new World();
    private final Subscriber reader = new Subscriber("reader", record -> {});
    private final Subscription subscription = world.space.subscribe(0x1000, 0x1000, reader);
    private final Invalidator producer = world.producer;
    private final InvalidationRange range = world.range(0x1000, 0x2000);
    private final AtomicInteger freed = new AtomicInteger();

    private InvalidationBatch batch() {
        return new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, world.space)
                .add(0x1000, 0x1400)
                .add(0x1800, 0x1900);
    }

    private void retire() {
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertOver();
        assertThat(freed).hasValue(0);
    }

    private void assertOver() {
        assertThat(range.isOpen()).isFalse();
        assertThat(subscription.readRetry(subscription.tryReadBegin())).isFalse();
    }

    private void assertFreed(int times) {
        assertThat(freed).hasValue(times);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(times);
        assertThat(world.space.counters().held()).isZero();
        assertThat(world.space.counters().heldBytes()).isZero();
        assertThat(world.space.quarantined()).isEmpty();
    }

    // ---- R1

    @Test
    @DisplayName("retire tells, ends the window, and frees once when the subscriber has polled past the record")
    void r1RetireFreesOnceWhenAllHaveLetGo() {
        retire();
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(freed).hasValue(0);
        assertThat(reader.poll(16)).isEqualTo(1);
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(1);
        assertThat(world.space.counters().retirements()).isEqualTo(1);
        assertThat(world.space.counters().waits()).isZero();
    }

    @Test
    @DisplayName("retire frees at once, and is completed, if nobody is hit, or is offline")
    void r1RetireFreesAtOnceIfNobodyIsMissing() {
        assertThat(producer.retire(world.range(0x8000, 0x9000), freed::incrementAndGet))
                .isEqualTo(COMPLETED);
        assertFreed(1);
        reader.offline();
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(COMPLETED);
        assertFreed(2);
        assertThat(world.space.counters().retirements()).isZero();
    }

    @Test
    @DisplayName("retire goes on with a window whose start has not completed")
    void r1RetireOfAnOpenWindow() {
        Invalidator impatient = world.impatient("impatient");
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
        assertThat(impatient.retire(range, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertOver();
        assertThat(reader.poll(16)).as("records").isEqualTo(1);
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(1);
    }

    @Test
    @DisplayName("whose callback has failed holds what is retired until it is closed")
    void r1AFailedListenerHoldsWhatIsRetired() {
        Subscription refusing = world.subscribeRefusing("refusing", 0x1000, 0x2000);
        reader.close();
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        refusing.close();
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(1);
    }

    @Test
    @DisplayName("the memory of a batch is freed when all have let go of all of it")
    void r1RetireOfABatch() {
        InvalidationBatch batch = batch();
        assertThat(producer.retire(batch, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertThat(batch.isOpen()).isFalse();
        assertThat(world.space.quarantined())
                .extracting(QuarantinedMemory::start, QuarantinedMemory::end, QuarantinedMemory::bytes)
                .containsExactly(tuple(0x1000L, 0x1900L, 0x500L));
        reader.poll(1);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        reader.poll(1);
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(1);
        producer.publish(batch);
        assertThat(producer.retire(batch, freed::incrementAndGet, Runnable::run))
                .isEqualTo(RETIRED);
        reader.poll(16);
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(2);
    }

    @Test
    @DisplayName("a stage is completed when all have let go, and already if nobody is missing")
    void r1RetireWithAStage() {
        CompletionStage<Void> ofRange = producer.retireAsync(range);
        CompletionStage<Void> ofBatch = producer.retireAsync(batch());
        assertThat(isDone(ofRange)).isFalse();
        reader.poll(1);
        world.space.reapQuarantine();
        assertThat(isDone(ofRange)).isTrue();
        assertThat(isDone(ofBatch)).isFalse();
        reader.poll(16);
        world.space.reapQuarantine();
        assertThat(isDone(ofBatch)).isTrue();
        assertThat(isDone(producer.retireAsync(world.range(0x8000, 0x9000)))).isTrue();
        assertFreed(0);
    }

    private static boolean isDone(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    @Test
    @DisplayName("what cannot be retired is refused before anything happens")
    void r1WhatCannotBeRetiredIsRefused() {
        InvalidationRange elsewhere = new InvalidationRange().init(new World().space, 0x1000, 0x2000);
        assertThatThrownBy(() -> producer.retire(elsewhere, freed::incrementAndGet))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> producer.retire(new InvalidationRange(), freed::incrementAndGet))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> producer.retire(new InvalidationBatch(1), freed::incrementAndGet))
                .isInstanceOf(IllegalStateException.class);
        Invalidator other = world.impatient("other");
        other.publish(range);
        assertThatThrownBy(() -> producer.retire(range, freed::incrementAndGet))
                .isInstanceOf(IllegalStateException.class);
        other.invalidateRangeEnd(range);
        other.close();
        assertThatThrownBy(() -> other.retire(range, freed::incrementAndGet)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> other.retire(batch(), freed::incrementAndGet))
                .isInstanceOf(IllegalStateException.class);
        assertFreed(0);
        assertThat(reader.poll(16)).isEqualTo(1);
    }

    @Test
    @DisplayName("what frees cannot end the window, nor retire it again")
    void r1WhatFreesCannotEndTheWindow() {
        reader.close();
        assertThat(producer.retire(range, () -> producer.invalidateRangeEnd(range)))
                .isEqualTo(COMPLETED);
        assertThat(producer.retire(range, () -> producer.retire(range, () -> {})))
                .isEqualTo(COMPLETED);
        assertThat(world.errors).hasSize(2).allMatch(IllegalStateException.class::isInstance);
        assertThat(range.isOpen()).isFalse();
        assertFreed(0);
        producer.close();
    }

    // ---- R2

    @Test
    @DisplayName("an executor gets the action once, when all have let go, and what it has not run is held")
    void r2AnExecutorFrees() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        assertThat(producer.retire(range, freed::incrementAndGet, tasks::add)).isEqualTo(RETIRED);
        world.space.reapQuarantine();
        assertThat(tasks).isEmpty();
        reader.poll(16);
        world.space.reapQuarantine();
        world.space.reapQuarantine();
        assertThat(tasks).hasSize(1);
        assertThat(world.space.counters().held()).isEqualTo(1);
        tasks.peek().run();
        tasks.remove().run();
        assertFreed(1);
        reader.close();
        assertThat(producer.retire(range, freed::incrementAndGet, tasks::add)).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
        tasks.remove().run();
        assertFreed(2);
    }

    @Test
    @DisplayName("what an executor refuses is told, and runs in the thread that has offered it, once")
    void r2AnExecutorThatRefuses() {
        RejectedExecutionException refusal = new RejectedExecutionException();
        producer.retire(range, freed::incrementAndGet, task -> {
            throw refusal;
        });
        producer.retire(range, freed::incrementAndGet, task -> {
            task.run();
            throw refusal;
        });
        reader.poll(16);
        world.space.reapQuarantine();
        assertThat(world.errors).containsExactly(refusal, refusal);
        assertFreed(2);
    }

    @Test
    @DisplayName("a reaper frees what nobody holds any more, and says how much it has found")
    void r2AReaperFrees() throws Exception {
        Agent reaper = world.space.reaper();
        assertThat(reaper.roleName()).contains(world.space.toString());
        assertThat(reaper.doWork()).isZero();
        producer.retire(range, freed::incrementAndGet);
        producer.retire(range, freed::incrementAndGet);
        assertThat(reaper.doWork()).isZero();
        reader.poll(1);
        assertThat(reaper.doWork()).isEqualTo(1);
        reader.poll(1);
        assertThat(reaper.doWork()).isEqualTo(1);
        assertThat(reaper.doWork()).isZero();
        assertFreed(2);
    }

    @Test
    @DisplayName("if so chosen, the last to let go frees, when it polls, goes offline or closes")
    void r2TheLastToLetGoFrees() {
        assertThat(world.space.reclaimer()).isEqualTo(Reclaimer.REAPER);
        assertThat(world.space.reclaimer(Reclaimer.LAST_TO_LET_GO).reclaimer()).isEqualTo(Reclaimer.LAST_TO_LET_GO);
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x1000, 0x1000, other);
        retire();
        reader.poll(16);
        assertThat(freed).hasValue(0);
        other.poll(16);
        assertFreed(1);
        producer.retire(range, freed::incrementAndGet);
        other.poll(16);
        reader.offline();
        assertFreed(2);
        reader.online();
        producer.retire(range, freed::incrementAndGet);
        other.closeOnBehalfOfItsThread();
        assertThat(freed).hasValue(2);
        reader.close();
        assertFreed(3);
    }

    @Test
    @DisplayName("sections hold what is retired, and if so chosen, whoever leaves the last frees")
    void r2WhoeverLeavesTheLastSectionFrees() {
        ReaderGroup group = new ReaderGroup("group");
        world.space.subscribe(0x3000, 0x1000, group);
        InvalidationRange other = world.range(0x3000, 0x4000);
        for (Reclaimer reclaimer : Reclaimer.values()) {
            world.space.reclaimer(reclaimer);
            freed.set(0);
            long first = group.enter();
            long second = group.enter();
            assertThat(producer.retire(other, freed::incrementAndGet)).isEqualTo(RETIRED);
            long later = group.enter();
            assertThat(world.space.quarantined())
                    .singleElement()
                    .satisfies(held -> assertThat(held.holders()).containsExactly("group"));
            group.exit(second);
            group.exit(first);
            if (reclaimer == Reclaimer.REAPER) {
                assertThat(freed).hasValue(0);
                world.space.reapQuarantine();
            }
            assertThat(freed)
                    .as("freed before a section that came later is over")
                    .hasValue(1);
            group.exit(later);
        }
        assertFreed(1);
    }

    @Test
    @DisplayName("whoever completes what was deferred lets go, and if so chosen frees")
    void r2WhoeverCompletesFrees() {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        long[] tickets = new long[1];
        Subscriber deferring = new Subscriber("deferring", record -> tickets[0] = record.defer());
        world.space.subscribe(0x3000, 0x1000, deferring);
        assertThat(producer.retire(world.range(0x3000, 0x4000), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        deferring.poll(16);
        world.space.reapQuarantine();
        assertThat(freed).hasValue(0);
        deferring.complete(tickets[0]);
        assertFreed(1);
    }

    @Test
    @DisplayName("if the last to let go is to free, it frees all that it has let go of, in its own thread")
    void r2TheLastToLetGoFreesAll() {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        Thread[] by = new Thread[1];
        InvalidationBatch batch = batch();
        for (int i = 0; i < 10; i++) {
            PollingThread.background(() -> {
                        try (Invalidator own = world.space.newInvalidator("own")) {
                            own.retire(world.range(0x1000, 0x2000), () -> {
                                by[0] = Thread.currentThread();
                                freed.incrementAndGet();
                            });
                            return own.retire(batch, freed::incrementAndGet);
                        }
                    })
                    .join();
        }
        reader.poll(1000);
        assertThat(by).containsExactly(Thread.currentThread());
        assertFreed(20);
    }

    @Test
    @DisplayName("a poll whose handler throws frees what it has let go of before, and so does a wait that serves")
    void r2APollWhoseHandlerThrowsFrees() {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        retire();
        retire();
        retire();
        RuntimeException thrown = new IllegalStateException("cannot bear it");
        int[] left = {1};
        assertThatThrownBy(() -> reader.poll(
                        record -> {
                            if (left[0]-- == 0) {
                                throw thrown;
                            }
                        },
                        16))
                .isSameAs(thrown)
                .hasNoSuppressedExceptions();
        assertThat(freed).hasValue(1);
        reader.poll(16);
        assertFreed(3);
    }

    @Test
    @DisplayName("a section that is refused, and leaves its place last, frees as the last exit would have")
    void r2ASectionThatIsRefusedFrees() throws ReflectiveOperationException {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        ReaderGroup group = new ReaderGroup("group");
        world.space.subscribe(0x3000, 0x1000, group);
        long section = group.enter();
        group.close();
        Field counts = ReaderGroup.class.getDeclaredField("counts");
        counts.setAccessible(true);
        Method leave = ReaderGroup.class.getDeclaredMethod("leave", int.class);
        leave.setAccessible(true);
        int refused = ((SectionCounts) counts.get(group)).enter(); // as enter() does before it takes that back
        assertThat(refused).isNegative();
        assertThat(producer.retire(world.range(0x3000, 0x4000), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        group.exit(section);
        assertThat(freed).hasValue(0);
        leave.invoke(group, ~refused);
        assertFreed(1);
    }

    @Test
    @DisplayName("what the dead were the last to hold is left to those who look")
    void r2WhatTheDeadHeldIsLeftToOthers() throws InterruptedException {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        Thread thread = new Thread(reader::attach);
        thread.start();
        thread.join();
        // Found dead at once, and behind the dead nobody looks.
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(COMPLETED);
        assertFreed(1);
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    // ---- R3

    @Test
    @DisplayName("what free throws is told with free as its source, and counted, and the others run")
    void r3WhatFreeThrowsIsTold() {
        List<Object> sources = new ArrayList<>();
        World told = new World((error, invalidation, source) -> sources.add(source));
        Subscriber subscriber = new Subscriber("subscriber", record -> {});
        told.space.subscribe(0x1000, 0x1000, subscriber);
        RuntimeException exception = new IllegalStateException("exception");
        Error error = new StackOverflowError("error");
        Runnable first = () -> {
            throw exception;
        };
        Runnable second = () -> {
            throw error;
        };
        InvalidationRange each = told.range(0x1000, 0x2000);
        told.producer.retire(each, first);
        told.producer.retire(each, freed::incrementAndGet);
        told.producer.retire(each, second, Runnable::run);
        told.producer.retire(each, freed::incrementAndGet);
        subscriber.poll(16);
        assertThat(told.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(2);
        assertThat(told.errors).containsExactly(exception, error);
        assertThat(sources).containsExactly(first, second);
        assertThat(told.space.counters().failedFrees()).isEqualTo(2);
        assertThat(told.space.counters().held()).isZero();
        assertThat(told.producer.retire(told.range(0x8000, 0x9000), first)).isEqualTo(COMPLETED);
        assertThat(told.errors).hasSize(3);
    }

    @Test
    @DisplayName("what quarantined memory throws where the last to let go frees it is told")
    void r3WhatQuarantinedMemoryThrowsBehindAPollIsTold() {
        world.space.reclaimer(Reclaimer.LAST_TO_LET_GO);
        RuntimeException thrown = new IllegalStateException();
        producer.publish(range);
        producer.quarantine(range, () -> {
            throw thrown;
        });
        assertThat(reader.poll(16)).isEqualTo(1);
        assertThat(world.errors).containsExactly(thrown);
        assertFreed(0);
    }

    // ---- R4

    @Test
    @DisplayName("at the limit of blocks nothing is done, nobody is told, and no window is left")
    void r4TheLimitOfBlocks() {
        assertThat(world.space.limitHeld(2, -1)).isSameAs(world.space);
        producer.retire(range, freed::incrementAndGet);
        producer.retire(range, freed::incrementAndGet);
        long windows = world.space.counters().windows();
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(AGAIN);
        assertThat(producer.retire(batch(), freed::incrementAndGet)).isEqualTo(AGAIN);
        assertOver();
        assertThat(world.space.counters().windows()).as("one has asked").isEqualTo(windows + 1);
        assertThat(world.space.counters().agains()).isEqualTo(2);
        assertThat(producer.retireAsync(range).toCompletableFuture()).isCompletedExceptionally();
        producer.publish(range);
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(AGAIN);
        assertOver();
        reader.poll(16);
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertThat(freed).hasValue(2);
        reader.close();
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(3);
        producer.close();
    }

    @Test
    @DisplayName("what an executor has been given is listed, by nobody, until its action has run")
    void r4WhatAnExecutorHasIsListed() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        producer.retire(range, freed::incrementAndGet, tasks::add);
        reader.poll(16);
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        world.space.limitHeld(2, -1);
        reader.close();
        assertThat(producer.retire(batch(), freed::incrementAndGet, tasks::add)).isEqualTo(COMPLETED);
        assertThat(tasks).hasSize(2);
        assertThat(world.space.quarantined())
                .extracting(QuarantinedMemory::bytes, QuarantinedMemory::holders)
                .containsExactly(tuple(0x1000L, List.of()), tuple(0x500L, List.of()));
        assertThat(world.space.report()).contains("held: 2 blocks", "[0x1000,0x2000): 0x1000 bytes");
        tasks.remove().run();
        assertThat(world.space.quarantined()).hasSize(1);
        tasks.remove().run();
        assertFreed(2);
    }

    @Test
    @DisplayName("at the limit, what nobody has to let go of is freed at once")
    void r4WhatNobodyHoldsNeedsNoRoom() {
        world.space.limitHeld(1, -1);
        producer.retire(range, freed::incrementAndGet);
        InvalidationRange apart = world.range(0x100000, 0x101000);
        assertThat(producer.retire(apart, freed::incrementAndGet)).isEqualTo(COMPLETED);
        producer.publish(apart);
        assertThat(producer.retire(apart, freed::incrementAndGet)).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(2);
        assertThat(world.space.counters().held()).isEqualTo(1);
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(AGAIN);
        producer.close();
    }

    @Test
    @DisplayName("what is freed to make room cannot use the range that is being retired, so the right readers are told")
    void r1WhatIsFreedToMakeRoomLeavesTheRangeAlone() {
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x8000, 0x1000, other);
        world.space.limitHeld(1, -1);
        producer.retire(range, () -> producer.retire(range.init(world.space, 0x5000, 0x6000), () -> {}));
        reader.poll(16);
        assertThat(producer.retire(range.init(world.space, 0x8000, 0x9000), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        assertThat(world.errors)
                .singleElement()
                .asString()
                .contains("is being retired; a call for it has not returned yet");
        assertOver();
        assertThat(freed).hasValue(0);
        other.poll(16);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1);
        producer.close();
    }

    @Test
    @DisplayName("nor can the error handler that hears what it has thrown")
    void r1TheErrorHandlerLeavesTheRangeAlone() {
        List<Throwable> refused = new ArrayList<>();
        InvalidationRange mine = new InvalidationRange();
        AddressSpace space = new AddressSpace((error, invalidation, source) -> {
            try {
                mine.init(world.space, 0x5000, 0x6000);
            } catch (IllegalStateException expected) {
                refused.add(error);
            }
        });
        Subscriber first = new Subscriber("first", record -> {});
        Subscriber second = new Subscriber("second", record -> {});
        space.subscribe(0x1000, 0x1000, first);
        space.subscribe(0x8000, 0x1000, second);
        space.limitHeld(1, -1);
        Invalidator invalidator = space.newInvalidator("invalidator");
        invalidator.publish(mine.init(space, 0x1000, 0x2000));
        invalidator.quarantine(mine, () -> {
            throw new IllegalArgumentException("freeing");
        });
        first.poll(16);
        assertThat(invalidator.retire(mine.init(space, 0x8000, 0x9000), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        assertThat(refused).singleElement().asString().contains("freeing");
        assertThat(freed).hasValue(0);
        second.poll(16);
        assertThat(space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1);
        invalidator.close();
    }

    @Test
    @DisplayName("nor the batch")
    void r1WhatIsFreedToMakeRoomLeavesTheBatchAlone() {
        InvalidationBatch batch = batch();
        world.space.limitHeld(1, -1);
        producer.retire(range, () -> batch.init(InvalidationEvent.UNMAP, 0, null, world.space));
        reader.poll(16);
        assertThat(producer.retire(batch, freed::incrementAndGet)).isEqualTo(RETIRED);
        assertThat(world.errors)
                .singleElement()
                .asString()
                .contains("is being retired; a call for it has not returned yet");
        assertThat(freed).hasValue(0);
        reader.poll(16);
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(1);
        producer.close();
    }

    @Test
    @DisplayName("nor can it add to the batch, not even to an empty one: what is retired is what was counted")
    void r1WhatIsFreedToMakeRoomAddsNothingToTheBatch() {
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x8000, 0x1000, other);
        InvalidationBatch empty = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, world.space);
        for (InvalidationBatch batch : List.of(batch(), empty)) {
            world.space.limitHeld(1, -1);
            producer.retire(range, () -> batch.add(0x8000, 0x9000));
            reader.poll(16);

            producer.retire(batch, freed::incrementAndGet);

            assertThat(world.errors)
                    .singleElement()
                    .asString()
                    .contains("is being retired; a call for it has not returned yet");
            assertThat(other.poll(16)).as("told of what was added").isZero();
            world.errors.clear();
            reader.poll(16);
            assertThat(world.space.reapQuarantine()).isZero();
            batch.add(0x8000, 0x9000); // now it may
        }
        assertThat(freed).hasValue(2);
        producer.close();
    }

    @Test
    @DisplayName("once the space is closed nothing waits, so no limit holds")
    void r5NoLimitInAClosedSpace() {
        world.space.limitHeld(1, -1);
        retire();
        world.space.close();
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(COMPLETED);
        assertThat(freed).hasValue(1);
    }

    @Test
    @DisplayName("so at the limit of bytes, and quarantine is counted but not limited")
    void r4TheLimitOfBytes() {
        world.space.limitHeld(100, 0x1800);
        producer.retire(range, freed::incrementAndGet);
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(AGAIN);
        assertThat(producer.retire(range.init(world.space, 0x1000, 0x1800), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        assertThat(producer.retire(range.init(world.space, 0x1000, 0x1001), freed::incrementAndGet))
                .isEqualTo(AGAIN);
        producer.publish(range.init(world.space, 0x1000, 0x2000));
        producer.quarantine(range, freed::incrementAndGet);
        assertThat(world.space.counters().held()).isEqualTo(3);
        assertThat(world.space.counters().heldBytes()).isEqualTo(0x2800);
        world.space.limitHeld(Long.MAX_VALUE, -1);
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(RETIRED);
        reader.close();
        assertThat(world.space.reapQuarantine()).isZero();
        assertFreed(4);
        assertThatThrownBy(() -> world.space.limitHeld(-1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-0x1");
    }

    @Test
    @DisplayName("what is held, by whom and for how long can be asked at any time")
    void r4WhatIsHeldCanBeAsked() {
        Subscriber other = new Subscriber("other", record -> {});
        world.space.subscribe(0x1000, 0x800, other);
        retire();
        assertThat(producer.retire(world.range(0x1800, 0x1900), freed::incrementAndGet))
                .isEqualTo(RETIRED);
        assertThat(world.space.quarantined())
                .extracting(QuarantinedMemory::start, QuarantinedMemory::bytes, QuarantinedMemory::holders)
                .containsExactly(
                        tuple(0x1000L, 0x1000L, List.of("other", "reader")), tuple(0x1800L, 0x100L, List.of("reader")));
        assertThat(world.space.counters().held()).isEqualTo(2);
        assertThat(world.space.counters().heldBytes()).isEqualTo(0x1100);
        reader.poll(16);
        world.space.reapQuarantine();
        assertThat(world.space.quarantined())
                .extracting(QuarantinedMemory::holders)
                .containsExactly(List.of("other"));
    }

    // ---- R5

    @Test
    @DisplayName("the end of the space, of its reapers and of the producer free nothing too early")
    void r5TheEndOfTheSpaceFreesNothingTooEarly() throws Exception {
        Agent reaper = world.space.reaper();
        retire();
        reaper.onClose();
        producer.close();
        world.space.close();
        assertThat(world.space.reapQuarantine()).isEqualTo(1);
        assertThat(freed).hasValue(0);
        reader.poll(16);
        assertThat(world.space.reaper().doWork()).isEqualTo(1);
        assertFreed(1);
    }

    @Test
    @DisplayName("what is retired in a space that is closed is freed at once, as nobody is left to be told")
    void r5RetireInAClosedSpace() {
        world.space.close();
        assertThat(producer.retire(range, freed::incrementAndGet)).isEqualTo(COMPLETED);
        assertFreed(1);
    }
}
