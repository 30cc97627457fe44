package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Row;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What did not fit is found, however the polls before were cut. */
@Watchdog
class OverflowTest {
    private static final long LATE = 0x700000;

    private final World world = new World();
    private final List<Long> starts = new ArrayList<>();
    private final List<Integer> spaces = new ArrayList<>();
    private final Subscriber subscriber = new Subscriber("slow", record -> {
        starts.add(record.start());
        spaces.add(record.spaceId());
    });
    private final Invalidator producer = world.impatient("impatient");
    private final InvalidationRange late = world.range(LATE, LATE + 1);

    @BeforeEach
    void fillTheRing() {
        world.space.subscribe(0, 0x1000000, subscriber);
        while (world.space.counters().merges() == 0) {
            publish(0x1000);
        }
    }

    private void publish(long start) {
        InvalidationRange range = world.range(start, start + 1);
        producer.publish(range);
        producer.invalidateRangeEnd(range);
    }

    @Test
    @Row("M2")
    @DisplayName("a batch that comes when the ring has its turn is found by the same poll or the next")
    void aBatchThatComesWhenTheRingHasItsTurnIsFound() {
        assertThat(subscriber.poll(1)).isEqualTo(1);
        assertThat(producer.invalidateRangeStart(late)).isEqualTo(TIMED_OUT);
        subscriber.poll(1000);
        subscriber.poll(1000);
        assertThat(starts).contains(LATE);
        assertThat(producer.await(late, 0)).isEqualTo(COMPLETED);
        assertThat(subscriber.poll(1000)).isZero();
    }

    @Test
    @Row("M2")
    @DisplayName("coming online takes also what overflowed when the ring had its turn")
    void comingOnlineTakesAlsoWhatOverflowed() {
        assertThat(subscriber.poll(1)).isEqualTo(1);
        subscriber.offline();
        assertThat(producer.invalidateRangeStart(late)).isEqualTo(COMPLETED);
        subscriber.online();
        assertThat(starts).contains(LATE);
    }

    @Test
    @Row("M2")
    @DisplayName("coming online finishes a batch that was half taken, and takes the next")
    void comingOnlineFinishesABatchThatWasHalfTaken() {
        publish(0x3000);
        assertThat(subscriber.poll(1)).isEqualTo(1);
        subscriber.offline();
        assertThat(producer.invalidateRangeStart(late)).isEqualTo(COMPLETED);
        subscriber.online();
        assertThat(starts).contains(0x3000L, LATE);
        assertThat(starts.size()).isGreaterThan(256);
    }

    @Test
    @Row("M2")
    @DisplayName("a batch is found after a handler that threw over the record before it")
    void aBatchIsFoundAfterAHandlerThatThrew() {
        assertThatThrownBy(() -> subscriber.poll(
                        record -> {
                            if (record.sequence() > 0) {
                                throw new IllegalArgumentException("handler");
                            }
                        },
                        1000))
                .hasMessage("handler");
        assertThat(producer.invalidateRangeStart(late)).isEqualTo(TIMED_OUT);
        subscriber.poll(1000);
        subscriber.poll(1000);
        assertThat(starts).contains(LATE);
    }

    @Test
    @Row("M2")
    @DisplayName("neither the ring nor the overflow starves, though both are filled before each poll for one")
    void neitherTheRingNorTheOverflowStarves() {
        long merged = 0;
        long records = 0;
        for (int i = 0; i < 1000; i++) {
            publish(0x1000 + 16L * i);
            publish(0x1000 + 16L * i + 4);
            int before = starts.size();
            assertThat(subscriber.poll(1)).isEqualTo(1);
            assertThat(starts).hasSize(before + 1);
            if (starts.get(before) == 0x1000) {
                records++;
            } else {
                merged++;
            }
        }
        assertThat(records).isGreaterThan(50);
        assertThat(merged).isGreaterThan(50);
    }

    @Test
    @Row("M2")
    @DisplayName("a limit holds over what is left of a batch and the next, and what was merged counts")
    void aLimitHoldsOverWhatIsLeftOfABatchAndTheNext() {
        publish(0x3000);
        publish(0x5000);
        assertThat(subscriber.poll(1)).isEqualTo(1);
        for (long start = 0x11000; start < 0x14000; start += 0x1000) {
            publish(start);
        }

        assertThat(subscriber.poll(3)).isEqualTo(3);

        assertThat(starts).containsExactly(0x1000L, 0x3000L, 0x5000L, 0x11000L);
        assertThat(subscriber.counters().records()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0x5000, 0x7000})
    @Row("M2")
    @DisplayName("what did not fit is of its space, or of any if a producer of another has gone on with the inbox")
    void whatDidNotFitIsOfItsSpaceOrOfAny(long start) {
        publish(0x3000);
        assertThat(subscriber.poll(2)).isEqualTo(2);
        assertThat(spaces).containsExactly(world.space.id(), world.space.id());
        publish(0x5000);
        producer.close();
        World other = new World();
        other.space.subscribe(0, 0x1000000, subscriber);

        other.impatient("next").publish(other.range(start, start + 1));
        while (subscriber.poll(300) > 0) {}

        assertThat(starts).contains(0x5000L, start);
        assertThat(spaces.get(starts.indexOf(0x5000L))).isZero();
        assertThat(spaces.get(starts.indexOf(start))).isZero();
    }
}
