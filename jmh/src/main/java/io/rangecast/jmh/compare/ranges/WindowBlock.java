package io.rangecast.jmh.compare.ranges;

import io.rangecast.jmh.compare.engine.Block;
import java.util.function.Predicate;

/** Counts the hits of windows; otherwise, looks for one hit, or keeps them. */
final class WindowBlock implements Block {
    private final Visit visit;
    private final Counter counter = new Counter();
    private final Last last = new Last();
    private final First first = new First();

    /** The loop for one structure. */
    @FunctionalInterface
    interface Visit {
        /** Visits all hits of each window from one number up to another. */
        void windows(int from, int to, Predicate<Object> visitor);
    }

    /** Counts without looking at the hit. */
    private static final class Counter implements Predicate<Object> {
        private long hits;

        @Override
        public boolean test(Object hit) {
            hits++;
            return true;
        }
    }

    /** Keeps the last hit. */
    private static final class Last implements Predicate<Object> {
        private Object hit;

        @Override
        public boolean test(Object next) {
            hit = next;
            return true;
        }
    }

    /** Is content with one hit. */
    private static final class First implements Predicate<Object> {
        private Object hit;

        @Override
        public boolean test(Object next) {
            hit = next;
            return false;
        }
    }

    WindowBlock(Visit visit) {
        this.visit = visit;
    }

    @Override
    public long answer(int from, int to) {
        counter.hits = 0;
        visit.windows(from, to, counter);
        return counter.hits;
    }

    @Override
    public void useOtherwise(int from, int to) {
        visit.windows(from, to, last);
        visit.windows(from, to, first);
    }
}
