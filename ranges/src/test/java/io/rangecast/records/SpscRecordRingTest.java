package io.rangecast.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpscRecordRingTest {
    private static final int NONE = SpscRecordRing.NONE;

    private final SpscRecordRing ring = new SpscRecordRing(4);

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -2, 0, 1, 3, 6, 1023, 1 << 25, Integer.MAX_VALUE})
    void aCapacityThatIsNoPowerOfTwoOrOutOfBoundsIsRejected(int capacity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SpscRecordRing(capacity))
                .withMessageContaining("0x" + Integer.toHexString(capacity));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 1024})
    void holdsAsManyRecordsAsItsCapacitySays(int capacity) {
        SpscRecordRing sized = new SpscRecordRing(capacity);

        assertThat(sized.capacity()).isEqualTo(capacity);
        for (int i = 1; i <= capacity; i++) {
            assertThat(sized.claim()).isNotEqualTo(NONE);
            assertThat(sized.publish()).isEqualTo(i);
        }
        assertThat(sized.claim()).isEqualTo(NONE);
    }

    @Test
    void aNewRingIsEmpty() {
        assertThat(ring.peek()).isEqualTo(NONE);
    }

    @Test
    void aClaimedRecordIsNotThereBeforeItIsPublished() {
        int slot = ring.claim();
        ring.putLong(slot, RecordLayout.START, 1);

        assertThat(ring.peek()).isEqualTo(NONE);
        ring.publish();
        assertThat(ring.peek()).isEqualTo(slot);
    }

    @Test
    void claimingTwiceAnswersTheSameSlot() {
        assertThat(ring.claim()).isEqualTo(ring.claim());
        publish(1);
        assertThat(ring.claim()).isEqualTo(ring.claim());
    }

    @Test
    void peekingTwiceAnswersTheSameRecord() {
        publish(1);
        publish(2);

        assertThat(ring.peek()).isEqualTo(ring.peek());
        assertThat(read()).isEqualTo(1);
    }

    @Test
    void aFullRingTakesARecordForEachThatIsReleased() {
        for (int i = 1; i <= 4; i++) {
            publish(i);
        }
        assertThat(ring.claim()).isEqualTo(NONE);

        assertThat(read()).isEqualTo(1);
        publish(5);
        assertThat(ring.claim()).isEqualTo(NONE);

        for (int i = 2; i <= 5; i++) {
            assertThat(read()).isEqualTo(i);
        }
        assertThat(ring.peek()).isEqualTo(NONE);
    }

    @Test
    void releasingWithoutARecordIsRejectedAndChangesNothing() {
        assertThatIllegalStateException().isThrownBy(ring::release);
        publish(1);
        assertThat(read()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(ring::release).withMessageContaining("after record 0x1");

        assertThat(ring.isReleased(2)).isFalse();
        publish(2);
        assertThat(read()).isEqualTo(2);
    }

    @Test
    void recordsOfEarlierRoundsAreNotSeenAgain() {
        for (long sequence = 1; sequence <= 100_000; sequence++) {
            assertThat(ring.peek()).isEqualTo(NONE);
            publish(sequence);
            int slot = ring.peek();
            assertThat(ring.getLong(slot, RecordLayout.SEQUENCE)).isEqualTo(sequence);
            assertThat(read()).isEqualTo(sequence);
        }
    }

    @Test
    void aRecordIsReleasedWithAllBeforeItAndNoneAfterIt() {
        assertThat(ring.isReleased(0)).isTrue();
        for (long sequence = 1; sequence <= 3; sequence++) {
            publish(sequence);
        }
        assertThat(ring.isReleased(1)).isFalse();

        read();
        read();

        assertThat(ring.isReleased(1)).isTrue();
        assertThat(ring.isReleased(2)).isTrue();
        assertThat(ring.isReleased(3)).isFalse();
    }

    @Test
    void aReleasedRecordStaysReleasedWhenItsSlotIsUsedAgain() {
        for (long sequence = 1; sequence <= 12; sequence++) {
            publish(sequence);
            assertThat(ring.isReleased(sequence)).isFalse();
            for (long earlier = 0; earlier < sequence; earlier++) {
                assertThat(ring.isReleased(earlier)).isTrue();
            }
            assertThat(ring.isReleased(sequence + ring.capacity())).isFalse();
            read();
            assertThat(ring.isReleased(sequence)).isTrue();
            assertThat(ring.isReleased(sequence + ring.capacity())).isFalse();
        }
    }

    @Test
    void releasingNegatesTheSequence() {
        publish(1);
        int slot = ring.peek();
        ring.release();
        assertThat(ring.getLong(slot, RecordLayout.SEQUENCE)).isEqualTo(-1);
    }

    @Test
    void misuseByTheProducerFailsAnAssertionAndWritesNothing() {
        assertThatThrownBy(() -> ring.putLong(NONE, RecordLayout.START, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ring.putInt(NONE, RecordLayout.START, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ring.putByte(NONE, RecordLayout.START, (byte) 1))
                .isInstanceOf(AssertionError.class);
        for (int sequence = 1; sequence <= 4; sequence++) {
            publish(sequence);
        }
        assertThatThrownBy(ring::publish).isInstanceOf(AssertionError.class);
        assertThat(ring.published()).isEqualTo(4);
        assertThat(ring.getLong(ring.peek(), RecordLayout.SEQUENCE)).isEqualTo(1);
    }

    private void publish(long sequence) {
        int slot = ring.claim();
        ring.putLong(slot, RecordLayout.START, sequence);
        assertThat(ring.publish()).isEqualTo(sequence);
    }

    private long read() {
        long value = ring.getLong(ring.peek(), RecordLayout.START);
        ring.release();
        return value;
    }
}
