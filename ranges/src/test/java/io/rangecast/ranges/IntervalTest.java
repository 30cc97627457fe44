package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void anEmptyRangeIsRejectedWithBothAddressesInHex() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(0x1000, 0x1000))
                .withMessage("empty range [0x1000,0x1000)");
    }

    @Test
    void aReversedRangeIsRejectedWithBothAddressesInHex() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(0x2000, 0x1000, 1))
                .withMessage("reversed range [0x2000,0x1000)");
    }

    @Test
    void addressesAreUnsigned() {
        assertThat(new Interval(Long.MAX_VALUE, Long.MIN_VALUE)).hasToString("[0x7fffffffffffffff,0x8000000000000000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(Long.MIN_VALUE, Long.MAX_VALUE))
                .withMessage("reversed range [0x8000000000000000,0x7fffffffffffffff)");
    }

    @Test
    void theLastByteBelongsToNoRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(Interval.MAX_END, 0))
                .withMessage("reversed range [0xffffffffffffffff,0x0)");
    }

    @Test
    void theMaskThatNoQueryWouldSeeIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Interval(0x1000, 0x2000, 0))
                .withMessageContaining("mask 0")
                .withMessageContaining("[0x1000,0x2000)");
    }

    @Test
    void keepsWhatItWasGiven() {
        Interval interval = new Interval(0x1000, -2, Integer.MIN_VALUE);

        assertThat(interval.start()).isEqualTo(0x1000);
        assertThat(interval.end()).isEqualTo(-2);
        assertThat(interval.mask()).isEqualTo(Integer.MIN_VALUE);
        assertThat(new Interval(0, 1).mask()).isEqualTo(Interval.EVERY_MASK);
    }

    @Test
    void containsItsStartAndNotItsEnd() {
        Interval acrossTheSignBit = new Interval(Long.MIN_VALUE - 1, Long.MIN_VALUE + 1);

        assertThat(acrossTheSignBit.contains(Long.MIN_VALUE - 2)).isFalse();
        assertThat(acrossTheSignBit.contains(Long.MIN_VALUE - 1)).isTrue();
        assertThat(acrossTheSignBit.contains(Long.MIN_VALUE)).isTrue();
        assertThat(acrossTheSignBit.contains(Long.MIN_VALUE + 1)).isFalse();
    }
}
