package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.EVICTED;
import static io.rangecast.notifier.InvalidationResult.RETIRED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Uninterruptibly;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows T: a record that is taken now and answered later. */
@Watchdog
class DeferredRecordConformanceTest {
    private final World world = new World();
    private final Invalidator impatient = world.impatient("impatient");

    /** The tickets of what was deferred, oldest first. */
    private final Deque<Long> tickets = new ArrayDeque<>();

    private final List<String> records = new ArrayList<>();
    private final Subscriber device = new Subscriber("device", this::defer, 8);
    private final Subscription subscription = world.space.subscribe(0x1000, 0x100000, device);

    private void defer(InvalidationRecord record) {
        records.add(Told.by(record).what());
        tickets.add(record.defer());
    }

    /** Tells the device, in the thread of a producer that does not wait. */
    private InvalidationRange told(long start, long end) {
        InvalidationRange range = world.range(start, end);
        assertThat(PollingThread.background(() -> impatient.invalidateRangeStart(range))
                        .join())
                .isEqualTo(TIMED_OUT);
        return range;
    }

    private InvalidationResult look(InvalidationRange range) {
        return impatient.await(range, 0);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("memory that waits behind a deferred record is freed when its own record is answered")
    void t1WhatIsRetiredBehindADeferredRecordIsFreedBefore(Reclaimer reclaimer) {
        world.space.reclaimer(reclaimer);
        List<String> freed = new ArrayList<>();
        Subscriber deferring = new Subscriber("deferring", this::deferTheFirst, 8);
        world.space.subscribe(0x400000, 0x2000, deferring);
        InvalidationRange range = world.range(0x400000, 0x401000);
        assertThat(world.producer.retire(range, () -> freed.add("first"))).isEqualTo(RETIRED);
        range.init(world.space, 0x401000, 0x402000);
        assertThat(world.producer.retire(range, () -> freed.add("second"))).isEqualTo(RETIRED);
        assertThat(world.producer.retire(range, () -> freed.add("third"))).isEqualTo(RETIRED);
        deferring.poll(8);
        if (reclaimer == Reclaimer.REAPER) {
            assertThat(world.space.reapQuarantine()).isEqualTo(1);
        }
        assertThat(freed).containsExactly("second", "third");
        assertThat(world.space.quarantined()).hasSize(1);
        deferring.complete(tickets.remove());
        if (reclaimer == Reclaimer.REAPER) {
            assertThat(world.space.reapQuarantine()).isZero();
        }
        assertThat(freed).containsExactly("second", "third", "first");
        deferring.close();
    }

    private void deferTheFirst(InvalidationRecord record) {
        if (tickets.isEmpty()) {
            tickets.add(record.defer());
        }
    }

    @Test
    @DisplayName("the producer of a deferred record waits, those behind it are handled and answered, in any order")
    void t1OnlyTheDeferredRecordIsWaitedFor() {
        InvalidationRange first = told(0x1000, 0x2000);
        InvalidationRange second = told(0x2000, 0x3000);
        InvalidationRange third = told(0x3000, 0x4000);
        assertThat(device.poll(8)).isEqualTo(3);
        assertThat(List.of(look(first), look(second), look(third))).containsOnly(TIMED_OUT);
        assertThat(impatient.laggards(second)).containsExactly("device");
        assertThat(impatient.describeLaggards(second)).contains("device, which has deferred 3 answers");
        long firstTicket = tickets.remove();
        long secondTicket = tickets.remove();
        long thirdTicket = tickets.remove();

        assertThat(PollingThread.background(() -> device.complete(secondTicket)).join())
                .isTrue();
        assertThat(List.of(look(first), look(second), look(third))).containsExactly(TIMED_OUT, COMPLETED, TIMED_OUT);
        assertThat(device.complete(thirdTicket)).isTrue();
        assertThat(List.of(look(first), look(second), look(third))).containsExactly(TIMED_OUT, COMPLETED, COMPLETED);
        assertThat(device.complete(secondTicket)).as("once more").isFalse();
        assertThat(look(first)).isEqualTo(TIMED_OUT);
        assertThat(device.complete(firstTicket)).isTrue();
        assertThat(look(first)).isEqualTo(COMPLETED);
        assertThat(device.deferred()).isZero();
    }

    @Test
    @DisplayName("a record behind a deferred one that the handler answers at once is answered at once")
    void t1WhatIsNotDeferredIsAnsweredAtOnce() {
        Subscriber mixed = new Subscriber("mixed", record -> {
            if (record.start() == 0x200000) {
                defer(record);
            }
        });
        world.space.subscribe(0x200000, 0x10000, mixed);
        InvalidationRange deferred = told(0x200000, 0x201000);
        InvalidationRange behind = told(0x201000, 0x202000);
        assertThat(mixed.poll(8)).isEqualTo(2);
        assertThat(look(behind)).isEqualTo(COMPLETED);
        assertThat(look(deferred)).isEqualTo(TIMED_OUT);
        assertThat(mixed.complete(tickets.remove())).isTrue();
        assertThat(look(deferred)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("two devices are asked before the first has answered, so a start over both takes as long as one")
    void t2ManyDevicesAreAskedAtOnce() throws InterruptedException {
        Subscriber other = new Subscriber("other device", this::defer);
        world.space.subscribe(0x1000, 0x1000, other);
        InvalidationRange range = world.range(0x1000, 0x2000);
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> start = World.waiting(() -> {
            assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
            over.set(true);
        });
        while (tickets.size() < 2) {
            device.poll(1);
            other.poll(1);
        }
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(over).isFalse();
        assertThat(other.complete(tickets.remove())).isTrue();
        start.join();
        assertThat(over).isTrue();
    }

    @Test
    @DisplayName("a record that is deferred twice, for two to answer, is answered when both have")
    void t1ARecordMayBeDeferredForMany() {
        Subscriber twice = new Subscriber("twice", record -> {
            defer(record);
            defer(record);
        });
        world.space.subscribe(0x200000, 0x1000, twice);
        InvalidationRange range = told(0x200000, 0x201000);
        twice.poll(1);
        assertThat(twice.complete(tickets.remove())).isTrue();
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        assertThat(twice.complete(tickets.remove())).isTrue();
        assertThat(look(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("what has overflowed is deferred as its ranges, and answered when all of them are")
    void t1WhatHasOverflowedIsDeferredToo() {
        List<InvalidationRange> ranges = new ArrayList<>();
        for (int i = 0; i < 12; i++) { // the ring takes eight
            ranges.add(told(0x1000 + 0x2000 * i, 0x2000 + 0x2000 * i));
        }
        for (int i = 0; i < 12; i++) {
            device.poll(1);
            if (device.deferred() == 4) { // the merged ones come first
                break;
            }
        }
        assertThat(records).hasSize(4).last().isEqualTo("UNMAP [0x17000,0x18000)");
        for (int i = 0; i < 4; i++) {
            assertThat(look(ranges.get(11 - i))).isEqualTo(TIMED_OUT);
            assertThat(device.complete(tickets.remove())).isTrue();
        }
        assertThat(look(ranges.get(8))).isEqualTo(COMPLETED);
        assertThat(look(ranges.get(11))).isEqualTo(COMPLETED);
        assertThat(look(ranges.get(0))).isEqualTo(TIMED_OUT);
        assertThat(device.poll(8)).isEqualTo(8);
        tickets.forEach(device::complete);
        assertThat(look(ranges.get(0))).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("when no more may be deferred the record is not taken; it comes again when there is room")
    void t1TooManyWait() {
        List<InvalidationRange> ranges = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ranges.add(told(0x1000 + i, 0x1001 + i));
        }
        assertThat(device.poll(8)).isEqualTo(8);
        InvalidationRange tooMany = told(0x2000, 0x3000);
        assertThatThrownBy(() -> device.poll(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("deferred 0x8 records");
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(look(ranges.get(0))).isEqualTo(COMPLETED);
        assertThat(device.poll(1)).isEqualTo(1);
        assertThat(look(tooMany)).isEqualTo(TIMED_OUT);
        tickets.forEach(device::complete);
        assertThat(look(tooMany)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("what a handler defers and then throws is not deferred: it comes again")
    void t1WhatAFailingHandlerDefersComesAgain() {
        boolean[] fails = {true};
        Subscriber failing = new Subscriber("failing", record -> {
            defer(record);
            if (fails[0]) {
                throw new IllegalArgumentException("handler");
            }
        });
        world.space.subscribe(0x200000, 0x1000, failing);
        InvalidationRange range = told(0x200000, 0x201000);
        assertThatThrownBy(() -> failing.poll(1)).hasMessage("handler");
        assertThat(failing.deferred()).isZero();
        assertThat(failing.complete(tickets.remove())).as("void").isFalse();
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        fails[0] = false;
        assertThat(failing.poll(1)).isEqualTo(1);
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        assertThat(failing.complete(tickets.remove())).isTrue();
        assertThat(look(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("a ticket that is completed inside the handler is an answer at once")
    void t1ATicketMayBeCompletedInsideTheHandler() {
        Subscriber[] self = new Subscriber[1];
        self[0] = new Subscriber(
                "at once",
                record -> assertThat(self[0].complete(record.defer())).isTrue());
        world.space.subscribe(0x200000, 0x1000, self[0]);
        InvalidationRange range = told(0x200000, 0x201000);
        assertThat(self[0].poll(1)).isEqualTo(1);
        assertThat(look(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName("deferred in a handler that is served by the thread's own start, and in a batch, and quarantined")
    void t1DeferredWhileServedInABatchAndInQuarantine() {
        InvalidationBatch batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, world.space);
        batch.add(0x1000, 0x2000);
        batch.add(0x4000, 0x5000);
        device.attach();
        InvalidationRange other = world.range(0x8000, 0x9000);
        world.producer.publish(other);
        Invalidator own = world.space.newInvalidator("own");
        own.publish(batch);
        while (tickets.size() < 3) { // each wait serves the device
            assertThat(own.await(batch, 1_000_000)).isEqualTo(TIMED_OUT);
        }
        assertThat(tickets).hasSize(3);
        boolean[] freed = {false};
        world.producer.quarantine(other, () -> freed[0] = true);
        world.space.reapQuarantine();
        assertThat(freed[0]).isFalse();
        tickets.forEach(device::complete);
        world.space.reapQuarantine();
        assertThat(freed[0]).isTrue();
    }

    @Test
    @DisplayName("only the handler defers, and only while it runs; no ticket of others is completed")
    void t1OnlyTheHandlerDefers() {
        InvalidationRecord[] kept = new InvalidationRecord[1];
        List<Throwable> thrown = new ArrayList<>();
        Subscriber keeping = new Subscriber("keeping", record -> {
            kept[0] = record;
            thrown.add(PollingThread.background(() -> catchDefer(record)).join());
        });
        world.space.subscribe(0x200000, 0x1000, keeping);
        told(0x200000, 0x201000);
        keeping.poll(1);
        assertThat(thrown).hasOnlyElementsOfType(IllegalStateException.class).hasSize(1);
        assertThat(catchDefer(kept[0])).isInstanceOf(IllegalStateException.class);
        told(0x1000, 0x2000);
        device.poll(1);
        assertThat(keeping.complete(tickets.peek())).as("of another").isFalse();
        assertThat(device.deferred()).isEqualTo(1);
        assertThatThrownBy(() -> device.complete(0)).hasMessageContaining("0x0");
        assertThatThrownBy(() -> device.complete(-1)).hasMessageContaining("0xffffffffffffffff");
    }

    private static Throwable catchDefer(InvalidationRecord record) {
        try {
            record.defer();
            return null;
        } catch (IllegalStateException expected) {
            return expected;
        }
    }

    // ---- T3

    @Test
    @DisplayName("a proxy's dead thread answers nothing; another takes it over, and goes on")
    void t3AProxyIsNotBuriedWithItsThread() {
        Subscriber proxy = Subscriber.proxy("process 7", this::defer);
        world.space.subscribe(0x200000, 0x1000, proxy);
        InvalidationRange range = told(0x200000, 0x201000);
        Uninterruptibly.join(dead(() -> proxy.poll(1)));
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        InvalidationRange again = told(0x200000, 0x201000);
        assertThat(impatient.laggards(again)).containsExactly("process 7");
        assertThat(proxy.isClosed()).isFalse();
        assertThatThrownBy(proxy::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(proxy::closeOnBehalfOfItsThread).isInstanceOf(IllegalStateException.class);

        assertThat(proxy.poll(8)).as("in this thread").isEqualTo(1);
        tickets.forEach(proxy::complete);
        assertThat(List.of(look(range), look(again))).containsOnly(COMPLETED);
        assertThat(world.space.counters().deaths()).isZero();
        proxy.close();
    }

    @Test
    @DisplayName("a proxy whose thread is dead is gone when somebody says so, and that is counted")
    void t3AProxyIsGoneWhenSomebodySaysSo() {
        Subscriber proxy = Subscriber.proxy("process 7", this::defer, 16);
        world.space.subscribe(0x200000, 0x1000, proxy);
        assertThat(proxy.isProxy()).isTrue();
        InvalidationRange deferred = told(0x200000, 0x201000);
        Uninterruptibly.join(dead(() -> proxy.poll(1)));
        InvalidationRange untaken = told(0x200000, 0x201000);

        proxy.closeOnBehalfOfAll();

        assertThat(List.of(look(deferred), look(untaken))).containsOnly(COMPLETED);
        assertThat(proxy.isClosed()).isTrue();
        assertThat(proxy.deferred()).isZero();
        assertThat(proxy.complete(tickets.remove())).isFalse();
        assertThat(world.space.counters().closesOnBehalf()).isEqualTo(1);
        proxy.closeOnBehalfOfAll();
        assertThat(world.space.counters().closesOnBehalf()).isEqualTo(1);
        assertThat(world.invalidate(0x200000, 0x201000)).isZero();
    }

    @Test
    @DisplayName("a proxy that nobody has used yet does not end with those who have made it")
    void t3AProxyDoesNotEndWithItsMakers() {
        Subscriber[] made = new Subscriber[1];
        Uninterruptibly.join(dead(() -> {
            made[0] = Subscriber.proxy("unused", record -> {});
            world.space.subscribe(0x200000, 0x1000, made[0]);
        }));
        assertThat(look(told(0x200000, 0x201000))).isEqualTo(TIMED_OUT);
        made[0].closeOnBehalfOfAll();
    }

    @Test
    @DisplayName("a look-up that goes offline by itself is refused to a proxy")
    void t3AProxyDoesNotGoOfflineByItself() {
        Subscriber proxy = Subscriber.proxy("device", record -> {});
        Subscription its = world.space.subscribe(0x200000, 0x1000, proxy);
        assertThatThrownBy(() -> its.lookUp(() -> "found")).isInstanceOf(IllegalStateException.class);
    }

    private static Thread dead(Runnable task) {
        Thread thread = new Thread(task, "dies");
        thread.start();
        return thread;
    }

    // ---- T4, T5

    @Test
    @DisplayName("the death of the thread does not answer what it has deferred; what is completed then ends it")
    void t4DeathDoesNotAnswerWhatIsDeferred() {
        InvalidationRange range = told(0x1000, 0x2000);
        Uninterruptibly.join(dead(() -> device.poll(1)));
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        assertThat(device.isClosed()).isFalse();
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(look(range)).isEqualTo(COMPLETED);
        assertThat(world.invalidate(0x1000, 0x2000)).as("noticed by this").isEqualTo(1);
        assertThat(device.isClosed()).isTrue();
        assertThat(world.space.counters().deaths()).isEqualTo(1);
    }

    @Test
    @DisplayName("a subscriber with deferred records refuses to be closed, by its thread or on behalf of it")
    void t4CloseIsRefusedWhileRecordsAreDeferred() {
        InvalidationRange range = told(0x1000, 0x2000);
        device.poll(1);
        assertThatThrownBy(device::close).hasMessageContaining("0x1 deferred");
        assertThatThrownBy(device::closeOnBehalfOfItsThread).hasMessageContaining("0x1 deferred");
        assertThat(device.isClosed()).isFalse();
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        assertThat(device.complete(tickets.remove())).isTrue();
        device.close();
        assertThat(look(range)).isEqualTo(COMPLETED);
        assertThat(device.complete(1L << 16)).isFalse();
    }

    @Test
    @Row("T5")
    @DisplayName("offline does not answer for what is deferred, nor for what overlaps it; but for all else")
    void t4OfflineDoesNotAnswerWhatIsDeferred() {
        InvalidationRange deferred = told(0x1000, 0x2000);
        device.poll(1);
        device.offline();
        assertThat(look(deferred)).isEqualTo(TIMED_OUT);
        InvalidationRange overlapping = world.range(0x1800, 0x2800);
        InvalidationRange beside = world.range(0x2000, 0x3000);
        assertThat(world.producer.invalidateRangeStartNonblock(overlapping)).isEqualTo(AGAIN);
        assertThat(impatient.invalidateRangeStart(overlapping)).isEqualTo(TIMED_OUT);
        assertThat(world.producer.invalidateRangeStartNonblock(beside)).isEqualTo(COMPLETED);
        boolean[] freed = {false};
        impatient.quarantine(overlapping, () -> freed[0] = true);

        assertThat(device.complete(tickets.remove())).isTrue();

        assertThat(look(deferred)).isEqualTo(COMPLETED);
        world.end(beside);
        assertThat(world.producer.invalidateRangeStartNonblock(beside)).isEqualTo(COMPLETED);
        world.space.reapQuarantine();
        assertThat(freed[0]).isTrue();
    }

    @Test
    @DisplayName("a producer that waits for a subscriber that is offline is woken by what completes the last")
    void t4CompletionOfWhatIsOfflineIsAnAnswer() throws InterruptedException {
        told(0x1000, 0x2000);
        device.poll(1);
        device.offline();
        CompletableFuture<Void> start =
                World.waiting(() -> assertThat(world.invalidate(0x1000, 0x2000)).isEqualTo(1));
        assertThat(start).isNotDone();
        device.complete(tickets.remove());
        start.join();
    }

    @Test
    @DisplayName("an evicted subscriber ends when all that it has deferred is completed, its last record too")
    void t4AnEvictedSubscriberEndsWithWhatItHasDeferred() {
        InvalidationRange range = told(0x1000, 0x2000);
        device.poll(1);
        assertThat(impatient.evict(range)).isEqualTo(EVICTED);
        assertThat(device.poll(8)).isEqualTo(1);
        assertThat(device.poll(8)).as("told once").isZero();
        assertThat(records).hasSize(2);
        assertThat(device.isClosed()).isFalse();
        assertThat(impatient.invalidateRangeStart(world.range(0x4000, 0x5000))).isEqualTo(EVICTED);
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(look(range)).as("and may hold anything still").isIn(EVICTED, TIMED_OUT, COMPLETED);
        assertThat(device.isClosed()).isFalse();
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(device.isClosed()).isTrue();
        assertThat(look(range)).isEqualTo(COMPLETED);
    }

    @Test
    @DisplayName(
            "once told of its eviction, it takes no record more: so its thread, and its waits, sleep beside what is left")
    void t4AnEvictedSubscriberThatHasDeferredSleepsBesideWhatItWillNotTake() {
        InvalidationRange range = told(0x1000, 0x2000);
        device.poll(1);
        told(0x1000, 0x2000);
        assertThat(device.canServe()).isTrue();
        assertThat(impatient.evict(range)).isEqualTo(EVICTED);
        device.poll(8);
        assertThat(device.canServe()).isFalse();
        long nanos = TimeUnit.MILLISECONDS.toNanos(20);
        long longest = 0;
        for (int i = 0; i < 10 && longest < nanos / 2; i++) { // a sleep may end early, but not always
            long begun = System.nanoTime();
            device.sleep(nanos);
            longest = Math.max(longest, System.nanoTime() - begun);
        }
        assertThat(longest).isGreaterThan(nanos / 2);
    }

    @Test
    @DisplayName("the release of a space waits for deferred records too, and ends at its deadline")
    void t4ReleaseWaitsForWhatIsDeferred() {
        device.attach();
        assertThatThrownBy(() -> world.space.release(impatient, MemoryChange.NONE))
                .isInstanceOf(InvalidationException.class);
        assertThat(device.poll(8)).isEqualTo(1);
        assertThat(device.deferred()).isEqualTo(1);
        assertThat(device.complete(tickets.remove())).isTrue();
    }

    @Test
    @DisplayName("another thread goes on with a subscriber that has deferred records")
    void t4DeferredRecordsPassOnWithTheSubscriber() {
        InvalidationRange range = told(0x1000, 0x2000);
        PollingThread.background(() -> {
                    device.poll(1);
                    device.detach();
                    return null;
                })
                .join();
        device.attach();
        assertThat(look(range)).isEqualTo(TIMED_OUT);
        assertThat(subscription.readRetry(subscription.tryReadBegin())).isTrue();
        assertThat(device.complete(tickets.remove())).isTrue();
        assertThat(look(range)).isEqualTo(COMPLETED);
    }
}
