package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.records.SpscRecordRing;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that grow with each use, just before and after the end of their bits. */
@Watchdog
class CountersComeRoundTest {
    private static final int ROUNDS = 1_000;

    private final World world = new World();

    // ---- the state of a subscription

    private static final VarHandle STATE = PrivateField.of(SubscriptionState.class, "state", long.class);

    /** 40 bits of sequence over the 24 that say what is open, and how it ended. */
    private static final long LAST_SEQUENCE = -1L << 24;

    @Test
    @DisplayName("a subscription that was hit 2^40 times goes on from 0, and its readers notice each window")
    void aSequenceThatComesRoundIsNoticed() {
        Subscription a = world.subscribeA();
        a.tryReadBegin(); // windows count in it from now on
        STATE.setVolatile(a, LAST_SEQUENCE - (5L << 24));
        for (int i = 0; i < 10; i++) {
            long seen = a.readBegin();
            assertThat(a.readRetry(seen)).isFalse();
            InvalidationRange range = world.open(0x1000, 0x2000);
            assertThat(a.tryReadBegin()).isEqualTo(Subscription.BUSY);
            assertThat(a.readRetry(seen)).isTrue();
            world.end(range);
            assertThat(a.readRetry(seen)).isTrue();
        }
        assertThat((long) STATE.getVolatile(a)).isEqualTo(4L << 24);
    }

    @Test
    @DisplayName("one open window too many is rejected with its number, and nothing is left of it")
    void oneOpenWindowTooManyIsRejected() {
        Subscription a = world.subscribeA();
        Subscription b = world.subscribe("b", 0x1800, 0x2000);
        b.tryReadBegin(); // windows count in it from now on
        long many = 1L << 17;
        STATE.getAndAdd(b, many);
        assertThatThrownBy(() -> world.open(0x1000, 0x2000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x20000 open windows");
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        assertThat(b.tryReadBegin()).isEqualTo(Subscription.BUSY);
        STATE.getAndAdd(b, -many);
        assertThat(world.calledBy(0x1000, 0x2000)).containsExactly("a", "b");
        world.assertNothingOpen(a, b);
    }

    // ---- the table of windows

    private static final VarHandle SLOTS = PrivateField.of(WindowTable.class, "words", long[].class);
    private static final int FIRST_VERSION = 32;

    @Test
    @DisplayName("a slot whose version comes round still tells newcomers which windows they have missed")
    void aVersionThatComesRoundTellsWhichWindowsWereMissed() {
        world.invalidate(0x1000, 0x2000); // the slot is in use
        long[] slots = (long[]) SLOTS.getVolatile(world.producer.windows());
        assertThat(slots[FIRST_VERSION]).isEqualTo(8);
        slots[FIRST_VERSION] = (Long.MAX_VALUE & ~7L) - 5 * 8;
        for (int i = 0; i < 10; i++) {
            InvalidationRange range = world.open(0x1000, 0x2000);
            Subscription newcomer = world.subscribeA();
            assertThat(newcomer.tryReadBegin()).isEqualTo(Subscription.BUSY);
            world.end(range);
            assertThat(newcomer.readRetry(newcomer.tryReadBegin())).isFalse();
            newcomer.close();
        }
        assertThat(slots[FIRST_VERSION]).isNegative();
    }

    @Test
    @DisplayName("what is closed inside a callback is completed behind it, also when the slot's version comes round")
    void whatIsClosedInACallbackWhoseVersionComesRoundIsCompleted() {
        AtomicInteger completed = new AtomicInteger();
        world.invalidate(0x1000, 0x2000);
        long[] slots = (long[]) SLOTS.getVolatile(world.producer.windows());
        slots[FIRST_VERSION] = Long.MAX_VALUE & ~7L;
        world.subscribe("a", 0x1000, 0x2000, self -> self.closeAsync().thenRun(completed::incrementAndGet));
        InvalidationRange range = world.open(0x1000, 0x2000);
        assertThat(completed).hasValue(1);
        world.end(range);
        assertThat(slots[FIRST_VERSION]).isEqualTo(Long.MIN_VALUE);
    }

    // ---- inboxes

    private static final VarHandle USE = PrivateField.of(Inbox.class, "use", int.class);
    private static final VarHandle RINGS = PrivateField.of(Inbox.class, "rings", RecordRings.class);
    private static final VarHandle POSITIONS = PrivateField.of(SpscRecordRing.class, "positions", long[].class);

    private final List<Long> starts = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber("subscriber", record -> starts.add(record.start()));

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE - 300L, 0xFFFF_FFFFL - 300, Long.MAX_VALUE - 3_000})
    @DisplayName("the records of a ring that has held billions are taken and answered one by one")
    void theRecordsOfARingThatHasHeldBillionsAreTaken(long held) {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        Invalidator producer = world.impatient("producer");
        RecordRings rings = (RecordRings) RINGS.get(producer.inboxes().of(subscriber));
        rings.grow(1);
        long[] positions = (long[]) POSITIONS.get(rings.publishing());
        Arrays.fill(positions, held); // published, released and known to be
        InvalidationRange range = world.range(0x1000, 0x2000);
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);
            assertThat(subscriber.poll(2)).isEqualTo(1);
            assertThat(producer.await(range, 0)).isEqualTo(COMPLETED);
            producer.invalidateRangeEnd(range);
        }
        assertThat(starts).hasSize(ROUNDS);
        assertThat(Arrays.stream(positions).filter(position -> position == held + ROUNDS))
                .hasSize(3);
        assertThat(world.space.counters().merges()).isZero();
    }

    @Test
    @DisplayName("an inbox that two billion producers have used goes on to the next, and then goes")
    void anInboxThatTwoBillionProducersHaveUsedGoesOn() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        Invalidator first = world.impatient("first");
        Inbox inbox = first.inboxes().of(subscriber);
        USE.setVolatile(inbox, Integer.MAX_VALUE - 1);
        first.close();
        for (int i = 0; i < 4; i++) {
            Invalidator next = world.impatient("next");
            InvalidationRange range = world.range(0x1000, 0x2000);
            next.publish(range);
            next.invalidateRangeEnd(range);
            assertThat(next.inboxes().of(subscriber)).isSameAs(inbox);
            next.close();
        }
        assertThat((int) USE.getVolatile(inbox)).isNegative();
        assertThat(subscriber.poll(10)).isEqualTo(4);
        assertThat(world.impatient("last").inboxes().of(subscriber)).isNotSameAs(inbox);
    }

    @Test
    @DisplayName("a subscriber that comes after four billion others is not taken for one of them")
    void aSubscriberAfterFourBillionOthersIsNotTakenForOneOfThem() {
        Subscriber.LAST_ID.addAndGet((1L << 32) - 1);
        Subscriber later = new Subscriber("later", record -> {});
        assertThat((int) later.id()).as("low bits").isEqualTo((int) subscriber.id());
        world.space.subscribe(0x1000, 0x1000, subscriber);
        world.space.subscribe(0x1000, 0x1000, later);
        world.impatient("producer").publish(world.range(0x1000, 0x2000));
        assertThat(subscriber.poll(2)).isEqualTo(1);
        assertThat(later.poll(2)).isEqualTo(1);
    }
}
