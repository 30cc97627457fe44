package io.rangecast.examples.pagecache;

/** One thread's way into a page cache. */
interface Accessor extends AutoCloseable {
    /** The eight bytes at an offset of a page, wherever that is, or comes to be. */
    long read(int page, int offset);

    /** Adds one to eight bytes. */
    void increment(int page, int offset);

    @Override
    default void close() {}
}
