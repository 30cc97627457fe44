package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.DirectMemory;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.records.RecordLayout;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One subscriber and few or many producers: each looked at, ringing a bell of its own, or sharing one of 62. */
@Watchdog
class DoorbellTest {
    private static final int VISITORS = 10_000;
    private static final int FEW_BYTES = 1 << 20;
    private static final int RECORDS_BYTES = RecordRings.FIRST_RECORDS * RecordLayout.RECORD_SIZE;

    private final World world = new World();
    private final List<Long> owners = new ArrayList<>();
    final Subscriber subscriber = newSubscriber("one", record -> owners.add(record.owner()));
    private final List<Invalidator> producers = new ArrayList<>();
    private final List<InvalidationRange> ranges = new ArrayList<>();

    Subscriber newSubscriber(String name, RecordHandler handler) {
        return new Subscriber(name, handler);
    }

    /** All have met the subscriber, and nothing is left to be taken. */
    final void begin(int count) {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        for (int i = 0; i < count; i++) {
            producers.add(world.impatient("producer " + i));
            ranges.add(new InvalidationRange());
            publish(i);
        }
        assertThat(subscriber.poll(count + 1)).isEqualTo(count);
        assertThat(subscriber.poll(1)).isZero();
        owners.clear();
    }

    /** Opens a window of a producer; the one before is ended. */
    final void publish(int i) {
        if (ranges.get(i).window.isOpen()) {
            producers.get(i).invalidateRangeEnd(ranges.get(i));
        }
        producers
                .get(i)
                .publish(ranges.get(i).initOwner(InvalidationEvent.UNMAP, 0, null, world.space, 0x1000, 0x2000, i));
    }

    private boolean isAnswered(int i) {
        return producers.get(i).await(ranges.get(i), 0) == COMPLETED;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 70, 200})
    @DisplayName("the records of all producers arrive, and a limit leaves the rest for the next poll")
    void theRecordsOfAllProducersArrive(int count) {
        begin(count);
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < count; i++) {
                publish(i);
            }
            for (int left = count; left > 0; left -= 7) {
                assertThat(subscriber.poll(7)).isEqualTo(Math.min(7, left));
            }
            assertThat(subscriber.poll(7)).isZero();
            assertThat(owners).hasSize(count).doesNotHaveDuplicates();
            owners.clear();
            for (int i = 0; i < count; i++) {
                assertThat(isAnswered(i)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 70, 200})
    @DisplayName("a limit is for the records of all producers together")
    void aLimitIsForTheRecordsOfAllTogether(int count) {
        begin(count);
        for (int i = 0; i < 3 * count; i++) {
            publish(i % count);
        }
        for (int left = 3 * count; left > 0; left -= 4) {
            assertThat(subscriber.poll(4)).isEqualTo(Math.min(4, left));
        }
        assertThat(owners).hasSize(3 * count);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 70, 200})
    @DisplayName("however busy the others are, each producer is answered, also by polls with the least limit")
    void eachProducerIsAnsweredHoweverBusyTheOthersAre(int count) {
        begin(count);
        int[] busy = {0, 1 % count, 62 % count};
        int[] answers = new int[count];
        for (int round = 0; round < 600; round++) {
            for (int i : busy) {
                if (isAnswered(i)) {
                    publish(i);
                    answers[i]++;
                }
            }
            assertThat(subscriber.poll(1)).isEqualTo(1);
        }
        for (int i : busy) {
            assertThat(answers[i]).as("answers to producer %d", i).isGreaterThan(50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 70, 200})
    @DisplayName("a handler that throws loses no record of any producer, and keeps none of them back")
    void aHandlerThatThrowsLosesNoRecord(int count) {
        begin(count);
        for (int i = 0; i < count; i++) {
            publish(i);
        }
        RecordHandler failing = record -> {
            if (record.owner() == 0) {
                throw new IllegalArgumentException("handler");
            }
            owners.add(record.owner());
        };
        for (int i = 0; i < count + Inboxes.BELLS; i++) { // so that each of those that share a bell comes first once
            try {
                subscriber.poll(failing, 2);
            } catch (IllegalArgumentException thrown) {
                assertThat(isAnswered(0)).isFalse();
            }
        }
        assertThat(owners).hasSize(count - 1);
        assertThatThrownBy(() -> subscriber.poll(failing, 2)).hasMessage("handler");
        assertThat(subscriber.poll(2)).isEqualTo(1);
        assertThat(owners).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("ten thousand producers come and go, and a subscriber that never polls takes the memory of one")
    void tenThousandProducersTakeTheMemoryOfOne() {
        long before = DirectMemory.used();
        world.space.subscribe(0x1000, 0x1000, subscriber);
        for (int i = 0; i < VISITORS; i++) {
            InvalidationRange range = world.range(0x1000, 0x2000);
            try (Invalidator visitor = world.impatient("visitor")) {
                visitor.publish(range);
                visitor.invalidateRangeEnd(range);
            }
        }
        assertThat(DirectMemory.used()).isLessThan(before + FEW_BYTES);
        assertThat(subscriber.poll(1000)).as("256 records and what did not fit").isEqualTo(257);
    }

    @Test
    @DisplayName("the inboxes of producers that have closed are dropped with the last record")
    void theInboxesOfProducersThatHaveClosedAreDropped() {
        long before = DirectMemory.used();
        begin(200);
        assertThat(DirectMemory.used()).isGreaterThan(before + 200 * RECORDS_BYTES);
        for (int i = 0; i < 200; i++) {
            publish(i);
            producers.get(i).invalidateRangeEnd(ranges.get(i));
            producers.get(i).close();
        }
        assertThat(subscriber.poll(1000)).isEqualTo(200);
        Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(DirectMemory.used()).isLessThan(before + 100 * RECORDS_BYTES);
        });
    }
}
