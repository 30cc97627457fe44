package io.rangecast.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Seed.class)
@Timeout(240)
@Tag("proof")
class SpscRecordRingConcurrencyTest {
    private static final int ROUND_TRIPS = Effort.of(100_000);

    @ParameterizedTest
    // On a busy machine every turn of a full or empty ring costs a time slice: the small ring gets few records.
    @CsvSource({"2, 50000", "64, 2000000", "4096, 3000000"})
    void everyRecordArrivesWholeAndInOrder(int capacity, int records, SplittableRandom random) throws Exception {
        SpscRecordRing ring = new SpscRecordRing(capacity);
        new Crew()
                .work(() -> {
                    for (long sequence = 1; sequence <= records; sequence++) {
                        int slot = claimYielding(ring);
                        for (RecordField field : RecordField.values()) {
                            field.put(ring, slot, expected(sequence, field));
                        }
                        assertThat(ring.publish()).isEqualTo(sequence);
                    }
                })
                .work(() -> {
                    for (long sequence = 1; sequence <= records; sequence++) {
                        int slot = peekYielding(ring);
                        check(ring, slot, sequence);
                        if (random.nextInt(20_000) == 0) { // slow at times, so that the ring fills up
                            LockSupport.parkNanos(100_000);
                            check(ring, slot, sequence);
                        }
                        ring.release();
                    }
                })
                .run();

        assertThat(ring.peek()).isEqualTo(SpscRecordRing.NONE);
        assertThat(ring.isReleased(records)).isTrue();
        assertThat(ring.isReleased(records + 1L)).isFalse();
    }

    /** A record that arrived early, torn, twice or not at all differs from this in some field. */
    private static void check(SpscRecordRing ring, int slot, long sequence) {
        boolean whole = ring.getLong(slot, RecordLayout.SEQUENCE) == sequence;
        for (RecordField field : RecordField.values()) {
            whole &= field.get(ring, slot) == field.kept(expected(sequence, field));
        }
        assertThat(whole).as("record %d is whole", sequence).isTrue();
    }

    private static long expected(long sequence, RecordField field) {
        return (sequence + 1) * (0x9e3779b97f4a7c15L + 2 * field.offset);
    }

    @Test
    void whatTheConsumerDidBeforeItReleasedIsSeenByWhoFindsTheRecordReleased() throws Exception {
        SpscRecordRing ring = new SpscRecordRing(2);
        long[] handled = new long[1]; // plain: the ring alone orders it
        new Crew()
                .work(() -> {
                    for (long sequence = 1; sequence <= ROUND_TRIPS; sequence++) {
                        claimYielding(ring);
                        ring.publish();
                        while (!ring.isReleased(sequence)) {
                            Thread.yield();
                        }
                        assertThat(handled[0]).isEqualTo(sequence);
                    }
                })
                .work(() -> {
                    for (long sequence = 1; sequence <= ROUND_TRIPS; sequence++) {
                        peekYielding(ring);
                        handled[0] = sequence;
                        ring.release();
                    }
                })
                .run();
    }

    private static int claimYielding(SpscRecordRing ring) {
        int slot;
        while ((slot = ring.claim()) == SpscRecordRing.NONE) {
            Thread.yield();
        }
        return slot;
    }

    private static int peekYielding(SpscRecordRing ring) {
        int slot;
        while ((slot = ring.peek()) == SpscRecordRing.NONE) {
            Thread.yield();
        }
        return slot;
    }
}
