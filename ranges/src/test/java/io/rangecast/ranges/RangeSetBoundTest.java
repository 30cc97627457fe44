package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What happens to more ranges than there is room for. */
class RangeSetBoundTest {
    private static final long MAX = Interval.MAX_END;

    private final RangeSet set = new RangeSet(3);

    @Test
    void asManyAsTheCapacityAreKeptExactly() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000);

        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000)}");
        assertThat(set.isExact()).isTrue();
    }

    @Test
    void theTwoNearestNeighboursMergeWhereverTheyAre() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x4fff, 0x6000, 0x8000, 0x9000);
        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x6000), [0x8000,0x9000)}");
        assertThat(set.isExact()).isFalse();

        set.add(0x9001, 0x9002);
        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x6000), [0x8000,0x9002)}");

        set.add(0xffe, 0xfff);
        assertThat(set).hasToString("{[0xffe,0x2000), [0x3000,0x6000), [0x8000,0x9002)}");
    }

    @Test
    void whatMergesNeedNotBeWhatIsAdded() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x6000, 0x6800, 0x7000, 0xc000, 0xd000);

        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x7000), [0xc000,0xd000)}");
    }

    @Test
    void ofEqualGapsTheLowestIsCovered() {
        addAll(set, 0x7000, 0x8000, 0x5000, 0x6000, 0x3000, 0x4000, 0x1000, 0x2000);

        assertThat(set).hasToString("{[0x1000,0x4000), [0x5000,0x6000), [0x7000,0x8000)}");
    }

    @Test
    void gapsAreComparedUnsigned() {
        RangeSet two = new RangeSet(2);
        addAll(two, 0, 1, 0x1000, 0x1001, MAX - 1, MAX);
        assertThat(two).hasToString("{[0x0,0x1001), [0xfffffffffffffffe,0xffffffffffffffff)}");

        two.clear();
        addAll(two, 0, 1, MAX - 0x1001, MAX - 0x1000, MAX - 1, MAX);
        assertThat(two).hasToString("{[0x0,0x1), [0xffffffffffffeffe,0xffffffffffffffff)}");
    }

    @Test
    void oneRangeIsAllThatCapacityOneKeeps() {
        RangeSet one = new RangeSet(1);
        one.add(0x5000, 0x6000);
        one.add(0x6000, 0x7000);
        assertThat(one).hasToString("{[0x5000,0x7000)}");
        assertThat(one.isExact()).isTrue();

        one.add(0x1000, 0x2000);
        assertThat(one).hasToString("{[0x1000,0x7000)}");
        assertThat(one.isExact()).isFalse();
        assertThat(one.bytes()).isEqualTo(0x6000);

        one.add(MAX - 1, MAX);
        one.add(0, 1);
        assertThat(one).hasToString("{[0x0,0xffffffffffffffff)}");
    }

    @Test
    void aFullSetStaysExactWhileWhatIsAddedBringsRangesTogether() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000);
        set.add(0x3800, 0x3801);
        set.add(0x2000, 0x3000);
        set.add(0x7000, 0x8000);

        assertThat(set).hasToString("{[0x1000,0x4000), [0x5000,0x6000), [0x7000,0x8000)}");
        assertThat(set.isExact()).isTrue();
    }

    @Test
    void fillingTheGapLaterDoesNotMakeTheSetExact() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000, 0x7000, 0x8000);
        set.add(0x2000, 0x3000);

        assertThat(set.isExact()).isFalse();
    }

    @Test
    void aClearedSetIsExactAgain() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000, 0x7000, 0x8000);
        set.clear();

        assertThat(set.isExact()).isTrue();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void anotherSetIsAddedRangeByRange() {
        RangeSet other = new RangeSet(8);
        addAll(other, 0x1800, 0x3000, 0x8000, 0x9000, 0xa000, 0xc000);
        addAll(set, 0x1000, 0x2000, 0x5000, 0x6000);

        set.addAll(other);

        assertThat(set).hasToString("{[0x1000,0x3000), [0x5000,0x6000), [0x8000,0xc000)}");
        assertThat(set.isExact()).isFalse();
        assertThat(other).hasToString("{[0x1800,0x3000), [0x8000,0x9000), [0xa000,0xc000)}");
        assertThat(other.isExact()).isTrue();
    }

    @Test
    void aSetWithBytesOfASetThatIsNotExactIsNotExact() {
        RangeSet merged = new RangeSet(1);
        addAll(merged, 0x1000, 0x2000, 0x3000, 0x4000);

        set.addAll(new RangeSet(1));
        assertThat(set.isExact()).isTrue();
        set.addAll(merged);
        assertThat(set.isExact()).isFalse();
        set.addAll(new RangeSet(1));
        assertThat(set.isExact()).isFalse();
    }

    @Test
    void aSetAddedToItselfStaysAsItIs() {
        addAll(set, 0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000);

        set.addAll(set);

        assertThat(set).hasToString("{[0x1000,0x2000), [0x3000,0x4000), [0x5000,0x6000)}");
        assertThat(set.isExact()).isTrue();
    }

    private static void addAll(RangeSet set, long... bounds) {
        for (int i = 0; i < bounds.length; i += 2) {
            set.add(bounds[i], bounds[i + 1]);
        }
    }
}
