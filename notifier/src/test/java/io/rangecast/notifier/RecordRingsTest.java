package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that go through rings that grow. */
@Watchdog
@Tag("proof")
class RecordRingsTest {
    private static final int RECORDS = Effort.of(2_000_000);
    private static final int LIMIT = 256;

    private final RecordRings rings = new RecordRings(LIMIT);

    /** Numbers so far published, and taken. */
    private long published;

    private long taken;

    @Test
    @DisplayName("a pair begins with nothing, then a small ring, and grows while its records are not taken")
    void q6APairBeginsSmallAndGrowsWhileItsRecordsAreNotTaken() {
        assertThat(rings.claim()).isEqualTo(SpscRecordRing.NONE);
        assertThat(rings.hasRoom(1)).isFalse();

        rings.grow(1);

        assertThat(rings.publishing().capacity()).isEqualTo(RecordRings.FIRST_RECORDS);
        for (int i = 0; i < 10 * LIMIT; i++) { // one at a time
            publish(rings);
            take(rings);
        }
        assertThat(rings.publishing().capacity()).isEqualTo(RecordRings.FIRST_RECORDS);

        while (published - taken < LIMIT) {
            if (!rings.hasRoom(1)) {
                rings.grow(1);
            }
            publish(rings);
        }
        assertThat(rings.publishing().capacity()).isEqualTo(LIMIT);
    }

    @Test
    @DisplayName("as many records fit as the subscriber wants, and no more")
    void q6AsManyRecordsFitAsTheSubscriberWants() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            boolean more = random.nextInt(LIMIT) >= published - taken;
            if (more && random.nextInt(8) > 0) {
                if (!rings.hasRoom(1)) {
                    rings.grow(1);
                }
                boolean fits = rings.claim() != SpscRecordRing.NONE;
                assertThat(fits).isEqualTo(published - taken < LIMIT);
                if (fits) {
                    publish(rings);
                }
            } else if (taken < published) {
                take(rings);
            }
            assertThat(rings.hasRecords()).isEqualTo(taken < published);
            assertThat(rings.isReleased(taken)).isTrue();
            assertThat(rings.isReleased(taken + 1)).isFalse();
        }
    }

    @Test
    void q6RoomForAWholeBatchIsMadeAtOnce() {
        assertThat(rings.hasRoom(100)).isFalse();
        rings.grow(100);
        assertThat(rings.hasRoom(100)).isTrue();
        assertThat(rings.hasRoom(200)).isFalse();
        rings.grow(1000);
        assertThat(rings.hasRoom(1000)).as("more does not help").isTrue();
        assertThat(rings.publishing().capacity()).isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 256, 65_536})
    void q6HowManyRecordsFitIsASetting(int records) {
        World world = new World();
        Subscriber subscriber = new Subscriber("small", record -> {}, records);
        world.space.subscribe(0, 0x1000, subscriber);
        for (int i = 0; i < Math.min(records, 1000); i++) {
            world.producer.publish(world.range(0, 0x1000));
        }
        assertThat(world.space.counters().merges()).isZero();
        world.producer.publish(world.range(0, 0x1000));
        assertThat(world.space.counters().merges()).isEqualTo(records < 1000 ? 1 : 0);
        subscriber.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 4, 255, 65_537, 131_072})
    @DisplayName("a setting that cannot be is refused, in hex")
    void q6ASettingThatCannotBeIsRefused(int records) {
        assertThatThrownBy(() -> new Subscriber("odd", record -> {}, records))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x" + Integer.toHexString(records));
    }

    @Test
    @DisplayName("no record is lost or comes twice while rings grow, and none is released before it is taken")
    void q6NoRecordIsLostWhileRingsGrow() throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            RecordRings grown = new RecordRings(LIMIT);
            AtomicLong seen = new AtomicLong();
            Stress stress = new Stress();
            stress.repeat("producer", RECORDS / 10, random -> {
                while (!grown.hasRoom(1)) {
                    grown.grow(1);
                }
                while (grown.claim() == SpscRecordRing.NONE && stress.goesOn()) {
                    Thread.onSpinWait();
                }
                if (stress.goesOn()) {
                    publish(grown);
                }
            });
            stress.meanwhile("subscriber", random -> {
                if (grown.hasRecords()) {
                    seen.set(take(grown));
                } else {
                    Stress.pause(random, 512);
                }
            });
            stress.meanwhile("asking", random -> {
                long before = seen.get() + random.nextInt(2 * LIMIT);
                boolean released = grown.isReleased(before + 2);
                stress.check(!released || seen.get() >= before, "released, and not taken");
            });
            published = 0;
            taken = 0;
            stress.run();
            while (grown.hasRecords()) {
                take(grown);
            }
            assertThat(taken).isEqualTo(published);
        }
    }

    private void publish(RecordRings into) {
        int slot = into.claim();
        into.publishing().putLong(slot, RecordLayout.START, published + 1);
        assertThat(into.publish()).isEqualTo(published + 1);
        published++;
    }

    private long take(RecordRings from) {
        int slot = from.peek();
        long number = from.taking().getLong(slot, RecordLayout.START);
        if (number != taken + 1 || from.base() + from.taking().getLong(slot, RecordLayout.SEQUENCE) != number) {
            throw new AssertionError("took " + number + " behind " + taken);
        }
        taken = number;
        from.taking().release();
        return number;
    }
}
