package io.rangecast.jmh.compare;

import io.rangecast.jmh.workload.IntervalWorkload;
import java.util.function.Predicate;

/**
 * Asks a structure for the windows of a workload, one after the other, and counts the hits.
 *
 * <p>The loop over a block of windows comes from the question, written once for each structure: in a shared loop, the
 * call into the structure would be a virtual one.
 */
final class WindowQueries implements Contender {
    /** The clock is read once in so many windows. */
    static final int BLOCK = 128;

    private static final int BLOCKS = IntervalWorkload.WINDOWS / BLOCK;

    /** Odd, so that the rounds begin at different blocks. */
    private static final int STRIDE = 389;

    private final String name;
    private final Block block;
    private final long[] expected;
    private final Counter counter = new Counter();
    private final Last last = new Last();
    private final First first = new First();

    /** Queries for some windows. */
    @FunctionalInterface
    interface Block {
        /** Visits all hits of each window from one number up to another. */
        void visit(int from, int to, Predicate<Object> visitor);
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

    /** Another visitor, which keeps the last hit. */
    private static final class Last implements Predicate<Object> {
        private Object hit;

        @Override
        public boolean test(Object next) {
            hit = next;
            return true;
        }
    }

    /** Another visitor, which is content with one. */
    private static final class First implements Predicate<Object> {
        private Object hit;

        @Override
        public boolean test(Object next) {
            hit = next;
            return false;
        }
    }

    /**
     * A contender.
     *
     * @param expected hits of each block, as {@link #answers} of another contender
     */
    WindowQueries(String name, Block block, long[] expected) {
        this.name = name;
        this.block = block;
        this.expected = expected;
    }

    /** The hits of each block of windows. */
    static long[] answers(Block block) {
        long[] answers = new long[BLOCKS];
        Counter counter = new Counter();
        for (int i = 0; i < BLOCKS; i++) {
            counter.hits = 0;
            block.visit(i * BLOCK, (i + 1) * BLOCK, counter);
            answers[i] = counter.hits;
        }
        return answers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double sample(int round, long nanos) {
        int at = round * STRIDE % BLOCKS;
        int blocks = 0;
        long hits = 0;
        counter.hits = 0;
        long begun = System.nanoTime();
        long taken;
        do {
            block.visit(at * BLOCK, (at + 1) * BLOCK, counter);
            hits += expected[at];
            at = (at + 1) % BLOCKS;
            blocks++;
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        if (counter.hits != hits) {
            throw new IllegalStateException(name + " found " + counter.hits + " hits, others " + hits);
        }
        return (double) taken / ((long) blocks * BLOCK);
    }

    @Override
    public void useOtherwise(int round, long nanos) {
        long begun = System.nanoTime();
        for (int at = round; System.nanoTime() - begun < nanos; at++) {
            int from = at % BLOCKS * BLOCK;
            block.visit(from, from + BLOCK, at % 2 == 0 ? last : first);
        }
    }
}
