package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row U2: the lowest and the highest gap, with an alignment, up to the top of the space. */
@Tag("proof")
@ExtendWith(Seed.class)
class AreaMapAlignedGapTest {
    private static final long NONE = AreaSnapshot.NO_GAP;
    private static final long TOP = Interval.MAX_END;
    private static final long LARGE = 2L << 20;
    private static final int QUERIES = 20;
    private static final int ROUNDS = Effort.of(10_000);

    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @Test
    @DisplayName("an empty map is one gap, whose ends are where they are, not where a sum comes round")
    void u2AnEmptyMapIsOneGap() {
        assertThat(lowest(1, 1L << 63, 0, TOP)).isZero();
        assertThat(lowest(1, 1L << 63, 1, TOP)).isEqualTo(1L << 63);
        assertThat(lowest(1, 1L << 63, (1L << 63) + 1, TOP)).isEqualTo(NONE);
        assertThat(lowest(1, 0x1000, -0x1000, TOP)).isEqualTo(-0x1000);
        assertThat(lowest(1, 0x1000, -0xfff, TOP)).isEqualTo(NONE);
        assertThat(lowest(0xfff, 0x1000, -0x1fff, TOP)).isEqualTo(-0x1000);
        assertThat(lowest(0x1000, 0x1000, -0x1fff, TOP)).isEqualTo(NONE);
        assertThat(lowest(-1, 1, 0, TOP)).isZero();
        assertThat(lowest(-1, 1L << 63, 0, TOP)).isZero();
        assertThat(lowest(1L << 63, 1L << 63, 1, TOP)).isEqualTo(NONE);
        assertThat(lowest((1L << 63) - 1, 1L << 63, 1, TOP)).isEqualTo(1L << 63);

        assertThat(highest(1, 1, 0, TOP)).isEqualTo(TOP - 1);
        assertThat(highest(1, 2, 0, TOP)).isEqualTo(TOP - 1);
        assertThat(highest(1, 4, 0, TOP)).isEqualTo(TOP - 3);
        assertThat(highest(0x1000, 0x1000, 0, TOP)).isEqualTo(-0x2000);
        assertThat(highest(0xfff, 0x1000, 0, TOP)).isEqualTo(-0x1000);
        assertThat(highest(-1, 1, 0, TOP)).isZero();
        assertThat(highest(-1, 1, 1, TOP)).isEqualTo(NONE);
        assertThat(highest(1L << 63, 1L << 63, 0, TOP)).isZero();
        assertThat(highest(1, 1L << 63, 1, (1L << 63) + 1)).isEqualTo(1L << 63);
        assertThat(highest(1, 1L << 63, 1, 1L << 63)).isEqualTo(NONE);
    }

    @Test
    @DisplayName("a place fits to the byte, and is cut by the bounds")
    void u2APlaceFitsToTheByte() {
        map.put(new Area(0, 0x1800, 1));
        map.put(new Area(0x3800, 0x4000, 1));
        map.put(new Area(0x6000, TOP, 1));

        assertThat(lowest(0x1800, 0x1000, 0, TOP)).isEqualTo(0x2000);
        assertThat(lowest(0x1801, 0x1000, 0, TOP)).isEqualTo(0x4000);
        assertThat(lowest(0x1801, 0x800, 0, TOP)).isEqualTo(0x1800);
        assertThat(lowest(0x2000, 0x4000, 0, TOP)).isEqualTo(0x4000);
        assertThat(lowest(1, 0x8000, 0, TOP)).isEqualTo(NONE);
        assertThat(lowest(0x1000, 0x1000, 0x2001, TOP)).isEqualTo(0x4000);
        assertThat(lowest(0x1000, 0x1000, 0x2001, 0x4fff)).isEqualTo(NONE);

        assertThat(highest(0x1000, 0x1000, 0, TOP)).isEqualTo(0x5000);
        assertThat(highest(0x1001, 0x1000, 0, TOP)).isEqualTo(0x4000);
        assertThat(highest(0x1000, 0x1000, 0, 0x5fff)).isEqualTo(0x4000);
        assertThat(highest(0x1000, 0x1000, 0, 0x4fff)).isEqualTo(0x2000);
        assertThat(highest(0x1800, 0x1000, 0, 0x3fff)).isEqualTo(0x2000);
        assertThat(highest(0x1800, 0x1000, 0, 0x37ff)).isEqualTo(NONE);
        assertThat(highest(0x1800, 1, 0x1801, 0x3800)).isEqualTo(0x2000);
        assertThat(highest(0x1800, 1, 0x2001, 0x3800)).isEqualTo(NONE);
        assertThat(highest(0x2000, 1, 0, 0x5fff)).isEqualTo(0x1800);
    }

    @Test
    @DisplayName("the only aligned place is found among many gaps that are large enough and do not hold it")
    void u2TheOnlyAlignedPlaceIsFoundAmongManyThatDoNotHoldIt(SplittableRandom random) {
        long end = putGapsWithoutLargePages(20_000);
        assertThat(lowest(LARGE, 1, 0, end)).isEqualTo(LARGE * 7 / 4);
        assertThat(lowest(LARGE, LARGE, 0, end)).isEqualTo(NONE);
        assertThat(highest(LARGE, LARGE, 0, end)).isEqualTo(NONE);
        assertThat(lowest(LARGE, LARGE, 0, TOP)).isEqualTo(end);
        for (int i = 0; i < 50; i++) {
            long place = 3 * LARGE * random.nextInt(20_000);
            List<Area> removed = map.remove(place, place + LARGE);
            map.snapshot().check();
            assertThat(lowest(LARGE, LARGE, 0, end)).isEqualTo(place);
            assertThat(highest(LARGE, LARGE, 0, end)).isEqualTo(place);
            assertThat(lowest(LARGE, LARGE, place + 1, end)).isEqualTo(NONE);
            assertThat(highest(LARGE, LARGE, 0, place + LARGE - 1)).isEqualTo(NONE);
            removed.forEach(area -> map.put(area.slice(area.start(), area.end())));
        }
        map.snapshot().check();
    }

    /**
     * Gaps of two and a quarter large pages that begin three quarters behind a boundary: a large page at any address fits
     * into each, one at a boundary into none. Answers where the last area ends.
     */
    private long putGapsWithoutLargePages(int count) {
        long at = 0;
        for (long i = 0; i < count; i++) {
            long gap = 3 * LARGE * i + LARGE * 7 / 4;
            map.put(new Area(at, gap, 1));
            at = gap + LARGE * 9 / 8;
        }
        long end = (at + 3 * LARGE) & -LARGE;
        map.put(new Area(at, end, 1));
        return end;
    }

    @Test
    @DisplayName("a search among a hundred times as many gaps that do not fit takes no ten times as long")
    void u2ASearchDoesNotGrowWithTheGapsThatDoNotFit() {
        long end = putGapsWithoutLargePages(1_000);
        long few = bestNanos(end);
        map.remove(0, TOP);
        end = putGapsWithoutLargePages(100_000);
        long many = bestNanos(end);

        assertThat(many)
                .as("nanoseconds of 1,000 searches, %d among a hundredth", few)
                .isLessThan(10 * few);
    }

    private long bestNanos(long end) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < QUERIES; i++) {
            long begun = System.nanoTime();
            for (int j = 0; j < 1_000; j++) {
                assertFree(lowest(LARGE, LARGE, j, TOP), end);
                assertFree(highest(LARGE, LARGE, 0, end - j), NONE);
            }
            best = Math.min(best, System.nanoTime() - begun);
        }
        return best;
    }

    private static void assertFree(long found, long expected) {
        if (found != expected) {
            throw new AssertionError("found 0x" + Long.toHexString(found) + ", not 0x" + Long.toHexString(expected));
        }
    }

    /** Whose bounds in the tree are offsets, or addresses; in pages, or odd. */
    @ParameterizedTest(name = "U2: against a walk over all gaps, areas of up to {0} bytes")
    @ValueSource(longs = {0x3, 0x40, 0x4_0000, 0x4000_0000, 0x40_0000_0000_0000L})
    void u2ManyGapsAreAsAWalkFindsThem(long most, SplittableRandom random) {
        for (int pages = 0; pages < 2; pages++) {
            map.remove(0, TOP);
            long unit = pages == 1 && most > 0x1000 ? 0x1000 : 1;
            long span = most / 2 * 3_000;
            long base = random.nextBoolean() ? 0 : TOP / unit * unit - Math.min(span, TOP >>> 1);
            for (int i = 0; i < 3_000 + ROUNDS; i++) {
                long start = base + random.nextLong(span) / unit * unit;
                long end = start + random.nextLong(most / unit) * unit + unit;
                if (Long.compareUnsigned(start, end) < 0) {
                    if (i < 3_000 || random.nextBoolean()) {
                        map.put(new Area(start, end, i));
                    } else {
                        map.remove(start, end);
                    }
                }
                if (i % 100 == 0) {
                    map.snapshot().check();
                }
                if (i >= 3_000 && i % 20 == 0) {
                    compare(random, most, start);
                }
            }
        }
    }

    private void compare(SplittableRandom random, long most, long near) {
        long size = 1 + random.nextLong(random.nextBoolean() ? most : most / 8 + 1);
        long alignment = 1L << random.nextInt(Long.SIZE - Long.numberOfLeadingZeros(most) + 2);
        long low = random.nextBoolean() ? 0 : near;
        long high = random.nextBoolean() ? TOP : near + random.nextLong(most) * 20;
        if (Long.compareUnsigned(low, high) < 0) {
            assertThat(lowest(size, alignment, low, high))
                    .as("lowest %x at %x in %x-%x", size, alignment, low, high)
                    .isEqualTo(walk(size, alignment, low, high, true));
            assertThat(highest(size, alignment, low, high))
                    .as("highest %x at %x in %x-%x", size, alignment, low, high)
                    .isEqualTo(walk(size, alignment, low, high, false));
        }
    }

    /** One gap after the other. */
    private long walk(long size, long alignment, long low, long high, boolean lowest) {
        long answer = NONE;
        long from = low;
        for (Area area : Queries.all(map.snapshot())) {
            long place = place(size, alignment, from, min(area.start(), high), lowest);
            if (place != NONE) {
                answer = place;
                if (lowest) {
                    return answer;
                }
            }
            from = max(from, area.end());
        }
        long place = place(size, alignment, from, high, lowest);
        return place == NONE ? answer : place;
    }

    private static long place(long size, long alignment, long from, long to, boolean lowest) {
        if (Long.compareUnsigned(from, to) >= 0 || Long.compareUnsigned(to - from, size) < 0) {
            return NONE;
        }
        long last = to - size;
        long rest = Long.remainderUnsigned(lowest ? from : last, alignment);
        if (rest == 0) {
            return lowest ? from : last;
        }
        // The distance to the next multiple is compared first, as the sum may come round.
        long room = last - from;
        if (Long.compareUnsigned(lowest ? alignment - rest : rest, room) > 0) {
            return NONE;
        }
        return lowest ? from + (alignment - rest) : last - rest;
    }

    @Test
    @DisplayName("what is no power of two, no size or no range is rejected")
    void u2BadQueriesAreRejected() {
        for (long alignment : new long[] {0, 3, 0x1001, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> lowest(1, alignment, 0, TOP))
                    .withMessageContaining("alignment 0x" + Long.toHexString(alignment));
            assertThatIllegalArgumentException().isThrownBy(() -> highest(1, alignment, 0, TOP));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> highest(0, 1, 0x1000, 0x2000))
                .withMessageContaining("[0x1000,0x2000)");
        assertThatIllegalArgumentException().isThrownBy(() -> highest(1, 1, 0x1000, 0x1000));
        assertThatIllegalArgumentException().isThrownBy(() -> map.snapshot().highestGap(1, -1, 0x1000));
    }

    private long lowest(long size, long alignment, long low, long high) {
        return map.snapshot().lowestGap(size, alignment, low, high);
    }

    private long highest(long size, long alignment, long low, long high) {
        return map.snapshot().highestGap(size, alignment, low, high);
    }

    private static long max(long a, long b) {
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    private static long min(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }
}
