package io.rangecast.ranges;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Ascending addresses for random ranges to begin and end at, each kind hard on arithmetic in its own way. */
enum AddressTable {
    /** Byte beside byte, from the first: much touches, and many gaps are equal. */
    FIRST_BYTES {
        @Override
        LongStream addresses(SplittableRandom random) {
            return LongStream.range(0, SIZE);
        }
    },

    /** Byte beside byte, where the sign bit turns. */
    MIDDLE_BYTES {
        @Override
        LongStream addresses(SplittableRandom random) {
            return LongStream.range(0, SIZE).map(i -> Long.MIN_VALUE - SIZE / 2 + i);
        }
    },

    /** Byte beside byte, up to the greatest end. */
    LAST_BYTES {
        @Override
        LongStream addresses(SplittableRandom random) {
            return LongStream.range(0, SIZE).map(i -> Interval.MAX_END - i);
        }
    },

    /** A few bytes around each quarter of all addresses, the greatest end among them. */
    QUARTERS {
        @Override
        LongStream addresses(SplittableRandom random) {
            return LongStream.range(0, 4)
                    .flatMap(quarter -> LongStream.range(-SIZE / 8, SIZE / 8).map(i -> (quarter << 62) + i));
        }
    },

    /** Anywhere, of any order of magnitude. */
    SCATTERED {
        @Override
        LongStream addresses(SplittableRandom random) {
            return LongStream.generate(() -> random.nextLong() >>> random.nextInt(64))
                    .distinct()
                    .limit(SIZE);
        }
    };

    private static final int SIZE = 200;

    abstract LongStream addresses(SplittableRandom random);

    final long[] ascending(SplittableRandom random) {
        return addresses(random)
                .boxed()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
    }
}
