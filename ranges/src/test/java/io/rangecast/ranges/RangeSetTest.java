package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeSetTest {
    private static final long MAX = Interval.MAX_END;

    private final RangeSet set = new RangeSet(8);

    @BeforeEach
    void addThree() {
        set.add(0x5000, 0x6000);
        set.add(0x1000, 0x2000);
        set.add(0x3000, 0x4000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, (1 << 16) + 1, Integer.MAX_VALUE})
    void aCapacityOutOfBoundsIsRejected(int capacity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RangeSet(capacity))
                .withMessage("capacity 0x" + Integer.toHexString(capacity) + " is not from 0x1 to 0x10000");
    }

    @Test
    void theGreatestCapacityIsAccepted() {
        assertThat(new RangeSet(1 << 16).capacity()).isEqualTo(1 << 16);
    }

    @Test
    void rangesApartAreKeptApartAndAscending() {
        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000)}");
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.isEmpty()).isFalse();
        assertThat(set.capacity()).isEqualTo(8);
        assertThat(set.isExact()).isTrue();
        assertThat(set.bytes()).isEqualTo(0x3000);
        assertThat(set.start(1)).isEqualTo(0x3000);
        assertThat(set.end(2)).isEqualTo(0x6000);
    }

    @Test
    void touchingRangesBecomeOne() {
        set.add(0x2000, 0x2001);
        set.add(0x4fff, 0x5000);
        assertThat(set).hasToString("{[0x1000,0x2001), [0x3000,0x4000), [0x4fff,0x6000)}");

        set.add(0x4000, 0x4fff);
        assertThat(set).hasToString("{[0x1000,0x2001), [0x3000,0x6000)}");
        assertThat(set.isExact()).isTrue();
    }

    @Test
    void rangesWithOneByteBetweenThemStayApart() {
        set.add(0x6001, 0x7000);
        set.add(0x800, 0xfff);

        assertThat(set)
                .hasToString("{[0x800,0xfff), [0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000), [0x6001,0x7000)}");
    }

    @Test
    void equalAndNestedRangesChangeNothing() {
        set.add(0x3000, 0x4000);
        set.add(0x3000, 0x3001);
        set.add(0x3800, 0x3801);
        set.add(0x3fff, 0x4000);

        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000)}");
    }

    @Test
    void anOverlappingRangeWidensToEitherSide() {
        set.add(0x2fff, 0x3001);
        set.add(0x3fff, 0x4001);
        set.add(0x800, 0x2800);

        assertThat(set).hasToString("{[0x800,0x2800), [0x2fff,0x4001), [0x5000,0x6000)}");
    }

    @Test
    void aRangeBridgesSeveralToTheByte() {
        set.add(0x8000, 0x9000);
        set.add(0x1fff, 0x5001);

        assertThat(set).hasToString("{[0x1000,0x6000), [0x8000,0x9000)}");

        set.add(0, 0xa000);
        assertThat(set).hasToString("{[0x0,0xa000)}");
        assertThat(set.isExact()).isTrue();
    }

    @Test
    void theFirstAndTheHighestByteCanBeAdded() {
        set.clear();
        set.add(MAX - 1, MAX);
        set.add(0, 1);
        set.add(Long.MAX_VALUE, Long.MIN_VALUE + 1);

        assertThat(set)
                .hasToString("{[0x0,0x1), [0x7fffffffffffffff,0x8000000000000001),"
                        + " [0xfffffffffffffffe,0xffffffffffffffff)}");
        assertThat(set.bytes()).isEqualTo(4);
        assertThat(set.contains(0)).isTrue();
        assertThat(set.contains(1)).isFalse();
        assertThat(set.contains(Long.MIN_VALUE)).isTrue();
        assertThat(set.contains(MAX - 1)).isTrue();
        assertThat(set.contains(MAX)).isFalse();

        set.add(0, MAX);
        assertThat(set).hasToString("{[0x0,0xffffffffffffffff)}");
        assertThat(set.bytes()).isEqualTo(MAX);
    }

    @Test
    void badRangesAreRejectedAndChangeNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.add(0x2000, 0x2000))
                .withMessage("empty range [0x2000,0x2000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.add(Long.MIN_VALUE, Long.MAX_VALUE))
                .withMessage("reversed range [0x8000000000000000,0x7fffffffffffffff)");

        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000)}");
    }

    @Test
    void aClearedSetIsUsedOn() {
        set.clear();
        assertThat(set.isEmpty()).isTrue();
        assertThat(set.contains(0x1000)).isFalse();

        set.add(0x7000, 0x8000);
        assertThat(set).hasToString("{[0x7000,0x8000)}");
    }
}
