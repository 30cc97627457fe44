package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row O13: what becomes of waits for those for whom another stands, who polls, but answers for them only when they have. */
@Watchdog
class LateProxyConformanceTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(10);

    /** What the proxy's agent does while somebody waits. */
    private static final class Turns implements IdleStrategy {
        private Runnable agent;
        private int count;

        @Override
        public void idle() {
            count++;
            agent.run();
            Thread.yield();
        }

        @Override
        public void idle(int workCount) {
            idle();
        }

        @Override
        public void reset() {}
    }

    private final World world = new World();
    private final Deque<Long> tickets = new ArrayDeque<>();
    private final Deque<Long> ticketsOfMixed = new ArrayDeque<>();
    private final Subscriber proxy = Subscriber.proxy(
            "process 7", record -> tickets.add(record.defer()), 16, () -> "another process, last heard 9 s ago");
    private final Subscription a = world.space.subscribe(0x1000, 0x3000, proxy);

    private final Turns idle = new Turns();
    private final Invalidator producer = world.space.newInvalidator("producer", idle, SHORT);
    private final Invalidator patient = world.space.newInvalidator("patient", idle, Stress.PATIENCE_NANOS);

    @BeforeEach
    void pollAndNoMore() {
        idle.agent = () -> proxy.poll(16);
    }

    private void pollAndComplete() {
        proxy.poll(16);
        complete();
    }

    /** How often the agent had a turn during a start over a page, which ends behind it. */
    private int turnsOfStart(long page, InvalidationResult expected) {
        Invalidator starting = expected == COMPLETED ? patient : producer;
        InvalidationRange range = world.range(page, page + 0x1000);
        int before = idle.count;
        assertThat(starting.invalidateRangeStart(range)).isEqualTo(expected);
        int turns = idle.count - before;
        assertThat(starting.laggards(range)).hasSize(expected == COMPLETED ? 0 : 1);
        starting.invalidateRangeEnd(range);
        return turns;
    }

    private void complete() {
        while (!tickets.isEmpty()) {
            assertThat(proxy.complete(tickets.removeLast())).isTrue(); // what came last
        }
    }

    @Test
    @DisplayName("a proxy that polls, and answers nothing, is not waited for again, by starts over whatever")
    void o13WhoAnswersNothingIsNotWaitedForAgain() {
        assertThat(turnsOfStart(0x1000, TIMED_OUT)).isPositive();
        proxy.poll(16);
        assertThat(turnsOfStart(0x1000, TIMED_OUT)).isZero();
        assertThat(turnsOfStart(0x2000, TIMED_OUT)).isZero();
        proxy.poll(16);
        assertThat(turnsOfStart(0x2000, TIMED_OUT)).isZero();
        assertThat(world.space.report()).contains("process 7: 1 subscription").contains("LATE");

        complete();
        assertThat(world.space.report()).doesNotContain("LATE");
        idle.agent = this::pollAndComplete;
        turnsOfStart(0x1000, COMPLETED);
        proxy.close();
    }

    @Test
    @DisplayName("a proxy that answers for some is waited for, but not by starts over what it is late with")
    void o13WhoAnswersForSomeIsWaitedForByThoseStarts() {
        assertThat(turnsOfStart(0x1000, TIMED_OUT)).isPositive();
        proxy.poll(16);
        long late = tickets.remove();
        assertThat(turnsOfStart(0x1000, TIMED_OUT)).isZero();
        proxy.poll(16);
        complete(); // the second, as if others had held that; the first is still used

        idle.agent = this::pollAndComplete;
        turnsOfStart(0x2000, COMPLETED);
        assertThat(turnsOfStart(0x1000, TIMED_OUT)).isZero();
        turnsOfStart(0x2000, COMPLETED);
        assertThat(world.space.report()).contains("LATE");

        assertThat(proxy.complete(late)).isTrue();
        proxy.poll(16);
        complete();
        assertThat(world.space.report()).doesNotContain("LATE");
        turnsOfStart(0x1000, COMPLETED);
        proxy.close();
    }

    @Test
    @DisplayName("a proxy that answers at once, beside what it has deferred, is waited for again")
    void o13WhoAnswersAtOnceIsWaitedForAgain() {
        Subscriber mixed = mixed();
        InvalidationRange deferred = world.range(0x8000, 0x9000);
        producer.publish(deferred); // and nobody waits for it
        mixed.poll(16);
        mixed.detach();
        idle.agent = () -> {};
        turnsOfStart(0x9000, TIMED_OUT); // no agent for once

        mixed.attach();
        assertThat(world.space.report()).contains("LATE");
        idle.agent = () -> mixed.poll(16);
        mixed.poll(16);
        assertThat(world.space.report()).doesNotContain("LATE");
        turnsOfStart(0x9000, COMPLETED);
        ticketsOfMixed.forEach(mixed::complete);
        producer.invalidateRangeEnd(deferred);
        mixed.close();
    }

    @Test
    @DisplayName("a proxy that was waited for in vain, and has answered others meanwhile, is not silent")
    void o13WhoHasAnsweredOthersMeanwhileIsNotSilent() {
        Subscriber mixed = mixed();
        Invalidator other = world.impatient("other");
        InvalidationRange quick = world.range(0x9000, 0xa000);
        idle.agent = () -> { // answers another as long as it is waited for
            mixed.poll(16);
            if (!quick.isOpen()) {
                other.publish(quick);
                mixed.poll(16);
                assertThat(other.await(quick, 0)).isEqualTo(COMPLETED);
                other.invalidateRangeEnd(quick);
            }
        };
        assertThat(turnsOfStart(0x8000, TIMED_OUT)).isPositive();
        idle.agent = () -> mixed.poll(16);
        turnsOfStart(0x9000, COMPLETED);
        assertThat(turnsOfStart(0x8000, TIMED_OUT)).as("late with that").isZero();
        mixed.poll(16);
        ticketsOfMixed.forEach(mixed::complete);
        mixed.close();
    }

    /** Defers what is at 0x8000, and answers the rest at once. */
    private Subscriber mixed() {
        RecordHandler handler = record -> {
            if (record.overlaps(0x8000, 0x9000)) {
                ticketsOfMixed.add(record.defer());
            }
        };
        Subscriber mixed = Subscriber.proxy("mixed", handler, 16);
        world.space.subscribe(0x8000, 0x2000, mixed);
        return mixed;
    }

    @Test
    @DisplayName("of a proxy that waits for others, reports say what is known of them; else where its thread stands")
    void o13ReportsSayWhatIsKnownOfThem() {
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.publish(range);
        assertThat(producer.describeLaggards(range))
                .contains("last heard 9 s ago")
                .contains("no thread polls it");
        proxy.poll(16);
        assertThat(producer.describeLaggards(range))
                .isEqualTo("subscriber process 7, which has deferred 1 answers: another process, last heard 9 s ago\n");
        complete();
        assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
        producer.invalidateRangeEnd(range);

        Subscriber unsure = Subscriber.proxy("unsure", record -> {}, 16, () -> {
            throw new AssertionError("nobody knows");
        });
        world.space.subscribe(0x8000, 0x1000, unsure);
        range.init(world.space, 0x8000, 0x9000);
        producer.publish(range);
        assertThat(producer.describeLaggards(range)).contains("AssertionError: nobody knows");
        unsure.close();
        producer.invalidateRangeEnd(range);
    }
}
