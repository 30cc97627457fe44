package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing is, and what lies before it. */
@ExtendWith(Seed.class)
class AreaMapGapTest {
    private static final long NONE = AreaSnapshot.NO_GAP;
    private static final long TOP = Interval.MAX_END;

    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @Test
    void previousIsTheAreaAtTheAddressOrTheHighestBelow() {
        Area first = put(0x1000, 0x3000);
        Area second = put(0x3000, 0x4000);
        Area last = put(TOP - 2, TOP);

        assertThat(map.previous(0)).isNull();
        assertThat(map.previous(0xfff)).isNull();
        assertThat(map.previous(0x1000)).isSameAs(first);
        assertThat(map.previous(0x2fff)).isSameAs(first);
        assertThat(map.previous(0x3000)).isSameAs(second);
        assertThat(map.previous(0x4000)).isSameAs(second);
        assertThat(map.previous(Long.MAX_VALUE)).isSameAs(second);
        assertThat(map.previous(Long.MIN_VALUE)).isSameAs(second);
        assertThat(map.previous(TOP - 3)).isSameAs(second);
        assertThat(map.previous(TOP - 2)).isSameAs(last);
        assertThat(map.previous(TOP)).isSameAs(last);
        map.remove(TOP - 2, TOP);
        assertThat(map.previous(TOP)).isSameAs(second);
    }

    /** In one leaf, in leaves, and in branches of them; whose bounds are offsets, or addresses. */
    @ParameterizedTest
    @ValueSource(longs = {0x10, 0x100_0000, 0x1_0000_0000_0000L})
    void previousIsFoundAcrossNodes(long step) {
        for (int size : new int[] {1, 60, 100, 5000}) {
            map.remove(0, TOP);
            Area[] areas = new Area[size];
            for (int i = 0; i < size; i++) {
                areas[i] = put(step * (i + 1), step * (i + 1) + 0x8);
            }
            assertThat(map.previous(step - 1)).isNull();
            for (int i = 0; i < size; i++) {
                assertThat(map.previous(areas[i].start())).isSameAs(areas[i]);
                assertThat(map.previous(areas[i].end())).isSameAs(areas[i]);
                assertThat(map.previous(areas[i].start() + step - 1)).isSameAs(areas[i]);
                assertThat(map.find(areas[i].end() - 1)).isSameAs(areas[i]);
                assertThat(map.find(areas[i].end())).isNull();
            }
            assertThat(map.previous(TOP)).isSameAs(areas[size - 1]);
        }
    }

    @Test
    void anEmptyMapIsOneGap() {
        assertThat(gap(1, 0, TOP)).isZero();
        assertThat(gap(TOP, 0, TOP)).isZero();
        assertThat(gap(Long.MIN_VALUE, Long.MAX_VALUE, TOP)).isEqualTo(Long.MAX_VALUE);
        assertThat(gap(0x10, 0x1001, 0x1011)).isEqualTo(0x1001);
        assertThat(gap(0x11, 0x1001, 0x1011)).isEqualTo(NONE);
        assertThat(gap(-1, 0x1001, 0x1011)).isEqualTo(NONE);
        assertThat(gap(2, TOP - 1, TOP)).isEqualTo(NONE);
        assertThat(gap(1, TOP - 1, TOP)).isEqualTo(TOP - 1);
    }

    @Test
    void aFullMapHasNoGap() {
        put(0, TOP);
        assertThat(gap(1, 0, TOP)).isEqualTo(NONE);
        assertThat(gap(1, TOP - 1, TOP)).isEqualTo(NONE);
        map.remove(0x1000, 0x1001);
        assertThat(gap(1, 0, TOP)).isEqualTo(0x1000);
        assertThat(gap(2, 0, TOP)).isEqualTo(NONE);
    }

    @Test
    void aGapFitsToTheByteAndIsCutByTheBounds() {
        put(0x1000, 0x2000);
        put(0x3000, 0x4000);
        put(0x4000, 0x5000);

        assertThat(gap(0x1000, 0, TOP)).isZero();
        assertThat(gap(0x1001, 0, TOP)).isEqualTo(0x5000);
        assertThat(gap(0x1000, 1, TOP)).isEqualTo(0x2000);
        assertThat(gap(0x1000, 0x1000, TOP)).isEqualTo(0x2000);
        assertThat(gap(0x1000, 0x1fff, TOP)).isEqualTo(0x2000);
        assertThat(gap(0x1000, 0x2000, 0x3000)).isEqualTo(0x2000);
        assertThat(gap(0x1000, 0x2001, TOP)).isEqualTo(0x5000);
        assertThat(gap(0xfff, 0x2001, 0x3000)).isEqualTo(0x2001);
        assertThat(gap(0xfff, 0x2001, 0x2fff)).isEqualTo(NONE);
        assertThat(gap(0xffe, 0x2001, 0x2fff)).isEqualTo(0x2001);
        assertThat(gap(1, 0x3000, 0x5000)).isEqualTo(NONE);
        assertThat(gap(1, 0x3fff, 0x5001)).isEqualTo(0x5000);
        assertThat(gap(2, 0x3fff, 0x5001)).isEqualTo(NONE);
    }

    @Test
    void gapsAndSizesAreUnsigned() {
        put(0x1000, 0x2000);
        put(TOP - 0x1000, TOP - 0x10);
        long between = TOP - 0x1000 - 0x2000;

        assertThat(gap(between, 0, TOP)).isEqualTo(0x2000);
        assertThat(gap(between + 1, 0, TOP)).isEqualTo(NONE);
        assertThat(gap(Long.MIN_VALUE, 0, TOP)).isEqualTo(0x2000);
        assertThat(gap(-1, 0, TOP)).isEqualTo(NONE);
        assertThat(gap(0x10, TOP - 0x800, TOP)).isEqualTo(TOP - 0x10);
        assertThat(gap(0x11, TOP - 0x800, TOP)).as("no way round to 0").isEqualTo(NONE);
        assertThat(gap(Long.MIN_VALUE, Long.MIN_VALUE, TOP)).isEqualTo(NONE);
    }

    /** Wherever in the tree it lies: in a leaf, or between two. */
    @Test
    void aGapOfHalfOfAllAddressesIsFoundAmongManyAreas() {
        for (long i = 1; i <= 100; i++) {
            put(TOP - 0x10 * i, TOP - 0x10 * i + 0x10);
        }
        for (long i = 0; i < 200; i++) {
            put(0x10 * i, 0x10 * i + 0x10);
            assertThat(gap(0x1000, 0, TOP)).isEqualTo(0x10 * (i + 1));
            assertThat(gap(Long.MIN_VALUE, 0, TOP)).isEqualTo(0x10 * (i + 1));
        }
    }

    @Test
    void theOnlyGapIsFoundBehindManyAreasThatTouch(SplittableRandom random) {
        for (int i = 0; i < 20_000; i++) {
            put(0x10L * i, 0x10L * i + 0x10);
        }
        assertThat(gap(1, 0, 20_000 * 0x10)).isEqualTo(NONE);
        for (int i = 0; i < 200; i++) {
            long start = 0x10L * random.nextInt(20_000 - 3);
            Area big = new Area(start + 1, start + 0x21, 1);
            map.remove(big.start(), big.end());
            map.snapshot().check();
            assertThat(gap(0x20, 0, 20_000 * 0x10)).isEqualTo(big.start());
            assertThat(gap(0x21, 0, 20_000 * 0x10)).isEqualTo(NONE);
            assertThat(gap(0x20, big.start(), big.end())).isEqualTo(big.start());
            assertThat(gap(0x1f, big.start() + 1, TOP)).isEqualTo(big.start() + 1);
            assertThat(gap(0x20, big.start() + 1, TOP)).isEqualTo(20_000 * 0x10);
            map.put(big);
        }
    }

    @Test
    void badQueriesAreRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gap(0, 0x1000, 0x2000))
                .withMessageContaining("[0x1000,0x2000)");
        assertThatIllegalArgumentException().isThrownBy(() -> gap(1, 0x1000, 0x1000));
        assertThatIllegalArgumentException().isThrownBy(() -> gap(1, -1, 0x1000));
    }

    private long gap(long size, long low, long high) {
        return map.snapshot().lowestGap(size, low, high);
    }

    private Area put(long start, long end) {
        Area area = new Area(start, end, 1);
        map.put(area);
        return area;
    }
}
