package io.rangecast.jmh.compare.engine;

/** Answers block after block, in one thread, and knows what the answers must be. */
public final class BlockSampler implements Contender {
    private final String name;
    private final Block block;
    private final long[] expected;

    /**
     * A contender; its value is the time of one query in nanoseconds.
     *
     * @param expected the {@link #answers} of another contender
     */
    public BlockSampler(String name, Block block, long[] expected) {
        this.name = name;
        this.block = block;
        this.expected = expected;
    }

    /** The answer of each block of so many queries. */
    public static long[] answers(Block block, int queries) {
        long[] answers = new long[queries / Block.QUERIES];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = block.answer(i * Block.QUERIES, (i + 1) * Block.QUERIES);
        }
        return answers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        int at = Block.first(round, expected.length);
        long queries = 0;
        long wrong = 0;
        long begun = System.nanoTime();
        long taken;
        do {
            wrong += block.answer(at * Block.QUERIES, (at + 1) * Block.QUERIES) ^ expected[at];
            at = (at + 1) % expected.length;
            queries += Block.QUERIES;
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        if (wrong != 0) {
            throw new IllegalStateException(name + " answers otherwise than the candidate does");
        }
        return new double[] {(double) taken / queries};
    }

    @Override
    public void useOtherwise(int round, long nanos) {
        long begun = System.nanoTime();
        for (int i = round; System.nanoTime() - begun < nanos; i++) {
            int at = i % expected.length;
            block.useOtherwise(at * Block.QUERIES, (at + 1) * Block.QUERIES);
        }
    }
}
