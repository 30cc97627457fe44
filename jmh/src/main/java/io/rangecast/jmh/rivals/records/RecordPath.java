package io.rangecast.jmh.rivals.records;

/**
 * A way for records of 64 bytes from one producer thread to one consumer thread.
 *
 * <p>A record is eight longs: its number, from 1, and the seven that follow it. The producer writes all of them, and the
 * consumer reads and adds up all of them; so the sum tells whether each record arrived once and whole.
 */
public interface RecordPath extends AutoCloseable {
    /** How many records fit, where there is a bound. */
    int CAPACITY = 1024;

    /** How many longs are in a record. */
    int LONGS = 8;

    /** The most records that one {@link #receive} handles. */
    int BATCH = 256;

    /**
     * Producer: writes a record and makes it visible.
     *
     * @param number one more than the last
     * @return false if there is no room; then it is to be tried again
     */
    boolean trySend(long number);

    /**
     * Producer: whether the consumer has handled a record.
     *
     * @param number of one that was sent
     * @return true if so; what the consumer did happened before
     */
    boolean isHandled(long number);

    /**
     * Consumer: handles the records that are there, as many as it takes at once.
     *
     * @return how many; 0 if none is there
     */
    int receive();

    /**
     * While neither of them runs: the sum of all longs that were received.
     *
     * @return the sum, modulo 2<sup>64</sup>
     */
    long sum();

    /** While neither of them runs: what has to be done now and then. */
    default void maintain() {}

    @Override
    default void close() {}

    /**
     * What {@link #sum} must be.
     *
     * @param count how many records were sent
     * @return the sum of their longs
     */
    static long sumOfFirst(long count) {
        long numbers = (count & 1) == 0 ? count / 2 * (count + 1) : (count + 1) / 2 * count;
        return LONGS * numbers + LONGS * (LONGS - 1) / 2 * count;
    }
}
