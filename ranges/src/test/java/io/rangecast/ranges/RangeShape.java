package io.rangecast.ranges;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Kinds of random ranges, each hard on an interval structure in its own way. */
enum RangeShape {
    /** Within 64 bytes: many touch, nest or are equal. */
    CROWDED {
        @Override
        Interval next(SplittableRandom random, int mask) {
            return between(random.nextInt(64), random.nextInt(64), mask);
        }
    },

    /** Anywhere, of any order of magnitude; queries mostly find nothing. */
    UNIFORM {
        @Override
        Interval next(SplittableRandom random, int mask) {
            long start = random.nextLong();
            return between(start, start + (random.nextLong() >>> random.nextInt(1, 64)), mask);
        }
    },

    /** Short, near a few addresses, one of which is where the sign bit turns. */
    CLUSTERED {
        @Override
        Interval next(SplittableRandom random, int mask) {
            long start = ((long) random.nextInt(8) << 61) - 0x1000 + random.nextInt(0x2000);
            return between(start, start + random.nextInt(1, 0x100), mask);
        }
    },

    /** Of any length from a byte to 2<sup>40</sup>, where the longest cover a quarter of all addresses used. */
    MIXED {
        @Override
        Interval next(SplittableRandom random, int mask) {
            long start = random.nextLong() >>> 22;
            return between(start, start + 1 + (random.nextLong() >>> random.nextInt(24, 64)), mask);
        }
    },

    /** Between any two addresses; queries mostly find a third of all. */
    LONG {
        @Override
        Interval next(SplittableRandom random, int mask) {
            return between(random.nextLong(), random.nextLong(), mask);
        }
    },

    /** Between the addresses at which arithmetic goes wrong. */
    EXTREME {
        @Override
        Interval next(SplittableRandom random, int mask) {
            return between(extreme(random), extreme(random), mask);
        }
    };

    /** A range with a mask. */
    abstract Interval next(SplittableRandom random, int mask);

    /** A range that every query sees. */
    final Interval next(SplittableRandom random) {
        return next(random, Interval.EVERY_MASK);
    }

    /** Up to a hundred ranges. */
    final List<Interval> nextFew(SplittableRandom random) {
        return Stream.generate(() -> next(random)).limit(random.nextInt(100)).toList();
    }

    private static long extreme(SplittableRandom random) {
        long quarter = (long) random.nextInt(4) << 62;
        return quarter + random.nextInt(-2, 3); // -1 is the greatest end
    }

    /** The range between two addresses in either order; of one byte if they are equal. */
    private static Interval between(long a, long b, int mask) {
        if (a == b) {
            return a == Interval.MAX_END ? new Interval(a - 1, a, mask) : new Interval(a, a + 1, mask);
        }
        return Long.compareUnsigned(a, b) < 0 ? new Interval(a, b, mask) : new Interval(b, a, mask);
    }
}
