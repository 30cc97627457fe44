package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Row U2, below the searches: the room that gaps have behind multiples of each power of two. */
@Tag("proof")
@ExtendWith(Seed.class)
class GreatestGapsTest {
    private static final int ROUNDS = Effort.of(20_000);
    private static final long[] NONE = {};

    @Test
    @DisplayName("room is unsigned, and where nothing lies between neighbours there is none")
    void u2RoomIsUnsigned() {
        assertThat(of(7, 9, 9, 10)).isEmpty();
        assertThat(of(7, 8)).isEmpty();
        assertThat(of(Long.MIN_VALUE, -9, -5, Long.MAX_VALUE)).containsExactly(4, 3, 3, 3);
        long[] all = of(Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(all).hasSize(Long.SIZE);
        assertThat(all[0]).isEqualTo(-3); // 2^64 - 3
        assertThat(all[63]).isEqualTo(Long.MAX_VALUE - 1); // behind 2^63
    }

    @Test
    @DisplayName("room is that behind the first multiple in each gap, whatever becomes of the gaps")
    void u2RoomIsThatBehindTheFirstMultiple(SplittableRandom random) {
        for (int round = 0; round < ROUNDS; round++) {
            long base = switch (random.nextInt(4)) {
                case 0 -> Long.MIN_VALUE + 1;
                case 1 -> -40;
                case 2 -> Long.MAX_VALUE - 100;
                default -> random.nextLong(1L << 62);
            };
            List<long[]> gaps = new ArrayList<>();
            long[] known = NONE;
            for (long at = base; at < base + 80 && gaps.size() < 6; ) {
                long start = at + random.nextInt(9);
                long end = start + random.nextInt(12);
                gaps.add(new long[] {start, end});
                known = GreatestGaps.with(known, start, end);
                at = end + 1;
            }
            assertThat(known).isEqualTo(naive(gaps));
            assertThat(ofGaps(gaps)).isEqualTo(naive(gaps));

            long[] gone = gaps.remove(random.nextInt(gaps.size()));
            long[] left = GreatestGaps.without(known, gone[0], gone[1]);
            assertThat(left == null ? naive(gaps) : left).isEqualTo(naive(gaps));

            long[] come = {base + 100, base + 100 + random.nextInt(5)};
            long[] exchanged = GreatestGaps.exchange(known, naive(List.of(gone)), naive(List.of(come)));
            gaps.add(come);
            assertThat(exchanged == null ? naive(gaps) : exchanged).isEqualTo(naive(gaps));
        }
    }

    /** Every address of each gap, for each k. */
    private static long[] naive(List<long[]> gaps) {
        long[] room = new long[Long.SIZE];
        for (long[] gap : gaps) {
            for (int k = 0; k < Long.SIZE; k++) {
                for (long at = gap[0]; at < gap[1]; at++) {
                    if (Long.remainderUnsigned(at ^ Long.MIN_VALUE, 1L << k) == 0) {
                        room[k] = Math.max(room[k], gap[1] - at);
                    }
                }
            }
        }
        int length = Long.SIZE;
        while (length > 0 && room[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(room, length);
    }

    private static long[] ofGaps(List<long[]> gaps) {
        long[] bounds = new long[2 * gaps.size() + 2];
        bounds[0] = gaps.get(0)[0] - 1;
        for (int i = 0; i < gaps.size(); i++) {
            bounds[2 * i + 1] = gaps.get(i)[0];
            bounds[2 * i + 2] = gaps.get(i)[1];
        }
        bounds[bounds.length - 1] = bounds[bounds.length - 2] + 1;
        return of(bounds);
    }

    /** Of areas from the first bound to the second, from the third to the fourth, and so on. */
    private static long[] of(long... bounds) {
        return GreatestGaps.between(bounds, bounds[0]);
    }
}
