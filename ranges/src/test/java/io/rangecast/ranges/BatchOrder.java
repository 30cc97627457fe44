package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** In what order the intervals of a batch come. */
enum BatchOrder {
    ASCENDING {
        @Override
        List<Interval> intervals(int size, SplittableRandom random) {
            List<Interval> intervals = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                long start = Long.MIN_VALUE + 0x10L * (i - size / 2); // across the sign bit
                intervals.add(new Interval(start, start + random.nextInt(1, 0x40)));
            }
            return intervals;
        }
    },

    DESCENDING {
        @Override
        List<Interval> intervals(int size, SplittableRandom random) {
            List<Interval> intervals = ASCENDING.intervals(size, random);
            Collections.reverse(intervals);
            return intervals;
        }
    },

    /** Some of them equal. */
    SHUFFLED {
        @Override
        List<Interval> intervals(int size, SplittableRandom random) {
            List<Interval> intervals = ASCENDING.intervals(size - size / 4, random);
            for (int i = 0; i < size / 4; i++) {
                Interval model = intervals.get(random.nextInt(size - size / 4));
                intervals.add(new Interval(model.start(), model.end()));
            }
            Collections.shuffle(intervals, new Random(random.nextLong()));
            return intervals;
        }
    },

    ALL_EQUAL {
        @Override
        List<Interval> intervals(int size, SplittableRandom random) {
            List<Interval> intervals = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                intervals.add(new Interval(0x1000, 0x2000));
            }
            return intervals;
        }
    };

    abstract List<Interval> intervals(int size, SplittableRandom random);
}
