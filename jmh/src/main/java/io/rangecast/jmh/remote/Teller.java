package io.rangecast.jmh.remote;

import java.io.IOException;

/** Tells others of one change after the other. One thread. */
public interface Teller extends AutoCloseable {
    /** Tells of a change, and waits for what the way waits for. */
    void tell();

    /** Waits until what was told has been heard, where {@link #tell} does not. */
    default void settle() {}

    @Override
    void close() throws IOException;
}
