package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeSetQueryTest {
    private static final long MAX = Interval.MAX_END;

    private final RangeSet set = new RangeSet(8);

    @BeforeEach
    void addThree() {
        set.add(0x1000, 0x2000);
        set.add(0x3000, 0x4000);
        set.add(0x5000, 0x6000);
    }

    @Test
    void aNewSetIsEmpty() {
        RangeSet empty = new RangeSet(1);

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.size()).isZero();
        assertThat(empty.capacity()).isEqualTo(1);
        assertThat(empty.isExact()).isTrue();
        assertThat(empty.bytes()).isZero();
        assertThat(empty.contains(0)).isFalse();
        assertThat(empty.overlaps(0, MAX)).isFalse();
        assertThat(empty.covers(0, 1)).isFalse();
        assertThat(empty).hasToString("{}");
    }

    @Test
    void queriesAreExactToTheByte() {
        assertThat(set.contains(0xfff)).isFalse();
        assertThat(set.contains(0x1000)).isTrue();
        assertThat(set.contains(0x1fff)).isTrue();
        assertThat(set.contains(0x2000)).isFalse();

        assertThat(set.covers(0x3000, 0x4000)).isTrue();
        assertThat(set.covers(0x2fff, 0x3001)).isFalse();
        assertThat(set.covers(0x3fff, 0x4001)).isFalse();
        assertThat(set.covers(0x1000, 0x4000)).isFalse();

        assertThat(set.overlaps(0x2000, 0x3000)).isFalse();
        assertThat(set.overlaps(0x1fff, 0x2000)).isTrue();
        assertThat(set.overlaps(0x2fff, 0x3001)).isTrue();
        assertThat(set.overlaps(0x6000, MAX)).isFalse();
        assertThat(set.overlaps(0, MAX)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 8})
    void anIndexWithoutARangeIsRejected(int index) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> set.start(index))
                .withMessageContaining(String.valueOf(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> set.end(index))
                .withMessageContaining(String.valueOf(index));
    }

    @Test
    void allRangesAreVisitedAscending() {
        List<String> visited = new ArrayList<>();

        set.forEach((start, end) -> visited.add(Interval.toString(start, end)));

        assertThat(visited).containsExactly("[0x1000,0x2000)", "[0x3000,0x4000)", "[0x5000,0x6000)");
    }

    @Test
    void whatAVisitorThrowsIsPassedOn() {
        IllegalStateException thrown = new IllegalStateException("by the visitor");

        assertThatThrownBy(() -> set.forEach((start, end) -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
    }

    @Test
    void badRangesAreNoQueries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.covers(0x1800, 0x1800))
                .withMessage("empty range [0x1800,0x1800)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.overlaps(MAX, 0x1800))
                .withMessage("reversed range [0xffffffffffffffff,0x1800)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RangeSet(1).overlaps(2, 1))
                .withMessage("reversed range [0x2,0x1)");
    }
}
