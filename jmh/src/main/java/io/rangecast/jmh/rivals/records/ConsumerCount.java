package io.rangecast.jmh.rivals.records;

/** A number of the consumer's, 128 bytes from what the producer reads. */
final class ConsumerCount {
    private static final int SEPARATION = 128 / Integer.BYTES;

    private final int[] words = new int[2 * SEPARATION + 1];

    int value() {
        return words[SEPARATION];
    }

    void reset(int value) {
        words[SEPARATION] = value;
    }

    void add(int more) {
        words[SEPARATION] += more;
    }
}
