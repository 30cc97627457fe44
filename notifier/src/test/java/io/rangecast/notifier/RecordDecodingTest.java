package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.records.RecordLayout;
import io.rangecast.records.SpscRecordRing;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever bits a slot holds are read as they are, and an event that is none is named. */
@Tag("proof")
class RecordDecodingTest {
    private static final int RECORDS = Effort.of(100_000);

    private final SplittableRandom random = new SplittableRandom(Stress.SEED);
    private final SpscRecordRing ring = new SpscRecordRing(4);
    private final InvalidationRecord record = new InvalidationRecord();

    @Test
    void everyFieldIsReadAsItWasWritten() {
        for (int i = 1; i <= RECORDS; i++) {
            long[] longs = random.longs(5).toArray();
            int[] ints = random.ints(3).toArray();
            byte event = (byte) random.nextInt();
            int slot = ring.claim();
            ring.putLong(slot, RecordLayout.START, longs[0]);
            ring.putLong(slot, RecordLayout.END, longs[1]);
            ring.putLong(slot, RecordLayout.OWNER, longs[2]);
            ring.putLong(slot, RecordLayout.AREA_ID, longs[3]);
            ring.putLong(slot, RecordLayout.AREA_GENERATION, longs[4]);
            ring.putInt(slot, RecordLayout.SPACE_ID, ints[0]);
            ring.putInt(slot, RecordLayout.AREA_PROTECTION, ints[1]);
            ring.putInt(slot, RecordLayout.FLAGS, ints[2]);
            ring.putByte(slot, RecordLayout.EVENT, event);
            ring.publish();
            record.read(ring, ring.peek(), 0);
            ring.release();

            long[] readLongs = {record.start(), record.end(), record.owner(), record.vmaId(), record.vmaGeneration()};
            int[] readInts = {record.spaceId(), record.vmaProtection(), record.flags()};
            if (!Arrays.equals(readLongs, longs)
                    || !Arrays.equals(readInts, ints)
                    || record.sequence() != i
                    || record.isEverything()) {
                fail("record %d with -Dseed=%d", i, Stress.SEED);
            }
            assertEventIs(event);
        }
    }

    private void assertEventIs(byte event) {
        boolean isOne = event >= 0 && event < InvalidationEvent.values().length;
        try {
            if (!isOne || record.event().ordinal() != event) {
                fail("event %d is read as %s", event, record.event());
            }
        } catch (IllegalArgumentException e) {
            if (isOne || !e.getMessage().contains("0x" + Integer.toHexString(event))) {
                throw e;
            }
        }
    }

    @Test
    void whatStandsForMoreKeepsNothingOfTheRecordBefore() {
        fill(-1L);
        record.merged(7, 0x1000, 0x2000);
        assertThat(record).hasToString("UNMAP [0x1000,0x2000) in space 0x7");
        assertThat(record.spaceId()).isEqualTo(7);
        assertNothingElse();
        assertThat(record.isEverything()).isFalse();

        fill(-1L);
        record.everything();
        assertThat(record).hasToString("UNMAP [0x0,0xffffffffffffffff) in space 0x0");
        assertThat(record.isEverything()).isTrue();
        assertNothingElse();

        fill(-1L);
        assertThat(record.isEverything()).isFalse();
        record.everything();
        record.merged(7, 0x1000, 0x2000);
        assertThat(record.isEverything()).isFalse();
    }

    private void assertNothingElse() {
        assertThat(record.flags()).isEqualTo(Invalidation.BLOCKABLE);
        assertThat(record.sequence()).isZero();
        assertThat(record.owner()).isZero();
        assertThat(record.vmaId()).isZero();
        assertThat(record.vmaGeneration()).isZero();
        assertThat(record.vmaProtection()).isZero();
    }

    private void fill(long bits) {
        int slot = ring.claim();
        for (int field = RecordLayout.START; field < RecordLayout.RECORD_SIZE; field += Long.BYTES) {
            ring.putLong(slot, field, bits);
        }
        ring.publish();
        record.read(ring, ring.peek(), 0);
        ring.release();
    }

    @Test
    void aNumberPastTheLastIsNoEvent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InvalidationEvent.of(InvalidationEvent.values().length))
                .withMessageContaining("0x8");
    }
}
