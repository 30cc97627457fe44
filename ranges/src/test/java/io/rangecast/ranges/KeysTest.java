package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Seed;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets up to 2 GiB less one byte, and whole addresses beyond. All addresses are flipped. */
@ExtendWith(Seed.class)
class KeysTest {
    private static final long MOST = (1L << 31) - 1;

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1L << 30, 0, Long.MAX_VALUE - (1L << 31)})
    void offsetsReachTo2GiBLessOneByte(long base) {
        assertThat(Keys.allocate(3, base, base + 1)).isEqualTo(new int[6]);
        assertThat(Keys.allocate(3, base, base + MOST)).isEqualTo(new int[6]);
        assertThat(Keys.allocate(3, base, base + MOST + 1)).isEqualTo(new long[6]);
        assertThat(Keys.allocate(3, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(new long[6]);
    }

    @Test
    void aQueryIsCutToWhatOffsetsReach() {
        assertThat(Keys.startOffset(Long.MIN_VALUE, 5)).isZero();
        assertThat(Keys.startOffset(5, 5)).isZero();
        assertThat(Keys.startOffset(5 + MOST - 1, 5)).isEqualTo((int) MOST - 1);
        assertThat(Keys.endOffset(6, 5)).isEqualTo(1);
        assertThat(Keys.endOffset(5 + MOST, 5)).isEqualTo((int) MOST);
        assertThat(Keys.endOffset(5 + MOST + 1, 5)).isEqualTo((int) MOST);
        assertThat(Keys.endOffset(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo((int) MOST);
    }

    /** As by a look at each, for fewer and more items than a leaf has. */
    @Test
    void theFirstItemThatEndsBehindAnOffsetIsFound(SplittableRandom random) {
        for (int items = 0; items <= 70; items++) {
            int[] keys = new int[2 * items];
            int end = 1;
            for (int i = 0; i < items; i++) {
                end += random.nextInt(3);
                keys[2 * i] = end - 1;
                keys[2 * i + 1] = end;
            }
            assertThat(Keys.endsAscend(keys)).isTrue();
            for (int offset = 0; offset <= end + 1; offset++) {
                int first = 0;
                while (first < keys.length && keys[first + 1] <= offset) {
                    first += 2;
                }
                assertThat(Keys.firstEndingAfter(keys, offset)).as("%d", offset).isEqualTo(first);
            }
        }
        int[] longest = new int[32];
        Arrays.fill(longest, (int) MOST);
        assertThat(Keys.firstEndingAfter(longest, (int) MOST - 1)).isZero();
        assertThat(Keys.firstEndingAfter(longest, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1L << 30, 0, Long.MAX_VALUE - 2 * MOST})
    void endsStayAscendingJustIfOneComesBetween(long base, SplittableRandom random) {
        for (long span : new long[] {MOST, MOST + 1}) {
            for (int round = 0; round < 100; round++) {
                long[] ends = random.longs(3, base + 1, base + 9).sorted().toArray();
                long[] bounds = {base, ends[0], base, ends[1], base, ends[2]};
                int i = random.nextInt(4);
                long end = random.nextLong(base + 1, base + 9);
                long[] more = new long[8];
                System.arraycopy(bounds, 0, more, 0, 2 * i);
                more[2 * i] = base;
                more[2 * i + 1] = end;
                System.arraycopy(bounds, 2 * i, more, 2 * i + 2, 6 - 2 * i);

                assertThat(Keys.staysAscending(filled(base, span, bounds), base, i, end))
                        .isEqualTo(Keys.endsAscend(filled(base, span, more)));
            }
        }
    }

    /** Between two arrays of offsets, of addresses, and of either. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1L << 30, 0, Long.MAX_VALUE - 2 * MOST})
    void boundsAreTheSameAfterACopyToAnyKind(long base, SplittableRandom random) {
        for (long span : new long[] {MOST - 1, MOST, MOST + 1, 2 * MOST}) {
            for (long shift : new long[] {0, 1}) {
                long[] bounds =
                        random.longs(20, base + shift, base + MOST).sorted().toArray();
                Object keys = filled(base, MOST, bounds);
                Object copy = Keys.allocate(10, base + shift, base + shift + span);
                Keys.copy(keys, base, 0, copy, base + shift, 0, 4);
                Keys.copy(keys, base, 4, copy, base + shift, 4, 6);
                assertThat(bounds(copy, base + shift)).isEqualTo(bounds);

                Object back = Keys.allocate(10, base, base + MOST);
                Keys.copy(copy, base + shift, 0, back, base, 0, 10);
                assertThat(bounds(back, base)).isEqualTo(bounds);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1L << 30, 0, Long.MAX_VALUE - 2 * MOST})
    void oneItemIsReplacedWhateverTheKinds(long base, SplittableRandom random) {
        for (long oldSpan : new long[] {MOST, MOST + 1}) {
            for (long newSpan : new long[] {MOST - 1, MOST, MOST + 1}) {
                for (long newBase : new long[] {base, base + 1}) {
                    long[] bounds = random.longs(14, base + 1, base + MOST).toArray();
                    int i = random.nextInt(7);
                    Object keys = filled(base, oldSpan, bounds);
                    long[] before = bounds.clone();
                    bounds[2 * i] = newBase;
                    bounds[2 * i + 1] = newBase + newSpan;

                    Object copy = Keys.copyWith(keys, base, newBase, newBase + newSpan, i, newBase, newBase + newSpan);

                    assertThat(copy).hasSameClassAs(Keys.allocate(7, newBase, newBase + newSpan));
                    assertThat(bounds(copy, newBase)).isEqualTo(bounds);
                    assertThat(bounds(keys, base)).isEqualTo(before);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1L << 30, 0, Long.MAX_VALUE - (1L << 31)})
    void startsAreCountedAsByAScan(long base, SplittableRandom random) {
        for (int size = 0; size <= 70; size++) {
            for (long span : new long[] {20, MOST, MOST + 1}) {
                long[] starts = random.longs(size, base, base + span).sorted().toArray();
                if (size > 1) {
                    starts[0] = base;
                    starts[size - 1] = base + span - 1;
                }
                long[] bounds = Arrays.stream(starts)
                        .flatMap(start -> Arrays.stream(new long[] {start, base + span}))
                        .toArray();
                Object keys = filled(base, span, bounds);
                long[] asked = random.longs(10, base, base + span).toArray();
                asked[0] = base;
                asked[1] = base + span;
                asked[2] = base + span - 1;
                asked[3] = Long.MAX_VALUE;
                asked[4] = Long.MIN_VALUE;
                asked[5] = starts.length == 0 ? base : starts[size / 2];
                for (long start : asked) {
                    int to = (int) Arrays.stream(starts).filter(s -> s <= start).count();
                    assertThat(Keys.countTo(keys, base, start)).isEqualTo(to);
                    if (keys instanceof int[] offsets && start >= base) {
                        assertThat(Keys.countTo(offsets, Keys.endOffset(start, base)))
                                .isEqualTo(to);
                    }
                    if (to > 0) {
                        assertThat(Keys.firstOfEqualStart(keys, to - 1)).isEqualTo((int) Arrays.stream(starts)
                                .filter(s -> s < starts[to - 1])
                                .count());
                    }
                }
            }
        }
    }

    @Test
    void theGreatestEndIsThatOfTheItemsAsked() {
        for (long span : new long[] {MOST, MOST + 1}) {
            Object keys = filled(7, span, 7, 9, 8, 7 + span, 9, 11, 10, 12);
            assertThat(Keys.greatest(keys, 7, 0, 4)).isEqualTo(7 + span);
            assertThat(Keys.greatest(keys, 7, 0, 1)).isEqualTo(9);
            assertThat(Keys.greatest(keys, 7, 2, 4)).isEqualTo(12);
            assertThat(Keys.greatest(keys, 7, 2, 2)).isEqualTo(Long.MIN_VALUE);
        }
    }

    private static Object filled(long base, long span, long... bounds) {
        Object keys = Keys.allocate(bounds.length / 2, base, base + span);
        for (int i = 0; i < bounds.length; i += 2) {
            Keys.set(keys, base, i / 2, bounds[i], bounds[i + 1]);
        }
        assertThat(bounds(keys, base)).isEqualTo(bounds);
        return keys;
    }

    private static long[] bounds(Object keys, long base) {
        long[] bounds = new long[2 * Keys.size(keys)];
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = Keys.start(keys, base, i / 2);
            bounds[i + 1] = Keys.end(keys, base, i / 2);
        }
        return bounds;
    }
}
