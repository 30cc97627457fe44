package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random operations on a set and on a bit for each cell side by side: they always agree. */
@ExtendWith(Seed.class)
@Tag("proof")
class RangeSetOracleTest {
    private static final int OPERATIONS = Effort.of(55_000); // in all 4 tests and 5 tables 1.1 million

    @ParameterizedTest
    @EnumSource
    void oneRangeIsAsInABitSet(AddressTable table, SplittableRandom random) {
        new SideBySide(table, 1, random).run();
    }

    @ParameterizedTest
    @EnumSource
    void twoRangesAreAsInABitSet(AddressTable table, SplittableRandom random) {
        new SideBySide(table, 2, random).run();
    }

    @ParameterizedTest
    @EnumSource
    void aFewRangesAreAsInABitSet(AddressTable table, SplittableRandom random) {
        new SideBySide(table, 5, random).run();
    }

    @ParameterizedTest
    @EnumSource
    void manyRangesAreAsInABitSet(AddressTable table, SplittableRandom random) {
        new SideBySide(table, 24, random).run();
    }

    private static final class SideBySide {
        private final SplittableRandom random;
        private final long[] addresses;
        private final int capacity;
        private final RangeSet set;
        private final NaiveRanges naive;

        SideBySide(AddressTable table, int capacity, SplittableRandom random) {
            this.random = random;
            this.addresses = table.ascending(random);
            this.capacity = capacity;
            this.set = new RangeSet(capacity);
            this.naive = new NaiveRanges(addresses, capacity);
        }

        void run() {
            int exact = 0;
            for (int i = 0; i < OPERATIONS; i++) {
                step();
                compareAll();
                exact += set.isExact() ? 1 : 0;
            }
            // Half the time, give or take a quarter: at this bound either side is exercised, and no seed misses it.
            assertThat(exact).as("times below the bound").isBetween(OPERATIONS / 100, OPERATIONS * 99 / 100);
        }

        private void step() {
            if (random.nextInt(4 * capacity) == 0) {
                set.clear();
                naive.clear();
            }
            switch (random.nextInt(16)) {
                case 0 -> addAll();
                case 1, 2 -> compareContains();
                case 3, 4 ->
                    somewhere((from, to) -> assertThat(set.covers(addresses[from], addresses[to]))
                            .isEqualTo(naive.covers(from, to)));
                case 5, 6 ->
                    somewhere((from, to) -> assertThat(set.overlaps(addresses[from], addresses[to]))
                            .isEqualTo(naive.overlaps(from, to)));
                default -> somewhere((from, to) -> add(set, naive, from, to));
            }
        }

        private void add(RangeSet toSet, NaiveRanges toNaive, int from, int to) {
            toSet.add(addresses[from], addresses[to]);
            toNaive.add(from, to);
        }

        private void addAll() {
            RangeSet other = new RangeSet(3);
            NaiveRanges otherNaive = new NaiveRanges(addresses, 3);
            for (int i = random.nextInt(5); i > 0; i--) {
                somewhere((from, to) -> add(other, otherNaive, from, to));
            }
            set.addAll(other);
            naive.addAll(otherNaive);
        }

        private void compareContains() {
            long address = addresses[random.nextInt(addresses.length)] + random.nextInt(-1, 2);
            assertThat(set.contains(address)).isEqualTo(naive.contains(address));
        }

        private void compareAll() {
            assertThat(bounds()).isEqualTo(naive.covered());
            assertThat(set.size()).isLessThanOrEqualTo(capacity);
            assertThat(set.isEmpty()).isEqualTo(naive.covered().length == 0);
            assertThat(set.bytes()).isEqualTo(naive.bytes());
            assertThat(set.isExact()).isEqualTo(naive.isExact());

            long[] added = naive.added();
            for (int i = 0; i < added.length; i += 2) {
                assertThat(set.covers(added[i], added[i + 1])).isTrue();
            }
            if (set.isExact()) {
                assertThat(bounds()).isEqualTo(added);
            }
        }

        private long[] bounds() {
            LongStream.Builder bounds = LongStream.builder();
            set.forEach((start, end) -> bounds.add(start).add(end));
            return bounds.build().toArray();
        }

        /** Up to 32 cells, of any order of magnitude; up to 4 where many ranges have to lie apart. */
        private void somewhere(CellRange range) {
            int from = random.nextInt(addresses.length - 1);
            int length = 1 + random.nextInt(1 << random.nextInt(capacity > 8 ? 3 : 6));
            range.of(from, Math.min(from + length, addresses.length - 1));
        }
    }

    private interface CellRange {
        void of(int from, int to);
    }
}
