package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;

/** A block of off-heap memory that any number of threads read and one thread replaces, as a pool or a cache does. */
public interface RevocableMemory {
    /**
     * A further reader.
     *
     * @return for one thread
     */
    MemoryReader newReader();

    /**
     * Makes everything ready for another block to be read: whatever can be done before it is needed.
     *
     * @param next the block
     */
    void prepare(ByteBuffer next);

    /** Returns when nobody can use the current block any more. What was prepared may be read from then on, or before. */
    void revoke();

    /** Lets readers go on with what was prepared, if they cannot yet. */
    default void resume() {}
}
