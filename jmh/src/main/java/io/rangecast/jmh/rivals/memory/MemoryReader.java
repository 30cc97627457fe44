package io.rangecast.jmh.rivals.memory;

/** What one thread reads a {@link RevocableMemory} with. Both ways to read go on with what is there if it is revoked. */
public abstract class MemoryReader extends RandomReads {
    /** How many reads {@link #readBatches} puts under one guard. */
    public static final int BATCH = RandomReads.BATCH;

    MemoryReader() {}

    /** To be called by the thread that is going to read. */
    public void begin() {}

    /** To be called by the thread that has read, so that another may. */
    public void end() {}

    /**
     * Reads at random places, one guard for each.
     *
     * @param reads how many
     * @return the sum of what was read
     */
    public abstract long readSingly(int reads);

    /**
     * Reads at random places, one guard for {@link #BATCH} of them.
     *
     * @param batches how many guards
     * @return the sum of what was read
     */
    public abstract long readBatches(int batches);
}
