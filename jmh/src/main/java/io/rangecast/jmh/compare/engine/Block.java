package io.rangecast.jmh.compare.engine;

/**
 * Answers some of the numbered queries of a workload, one after the other.
 *
 * <p>The loop over them is written once for each structure: in a shared loop, the call into the structure would be a
 * virtual one.
 */
@FunctionalInterface
public interface Block {
    /** How many queries: the clock is read once in so many. */
    int QUERIES = 128;

    /** With which of so many blocks, a power of two, a round begins: each with another, and all contenders alike. */
    static int first(int round, int blocks) {
        return round * 389 & blocks - 1;
    }

    /**
     * Answers the queries from one number up to another.
     *
     * @return the sum of the answers
     */
    long answer(int from, int to);

    /** Answers the same, but in another way: see {@link Contender#useOtherwise}. */
    default void useOtherwise(int from, int to) {}
}
