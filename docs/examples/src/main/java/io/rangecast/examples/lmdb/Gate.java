package io.rangecast.examples.lmdb;

/** What keeps the growth of a store and those who read it apart. */
enum Gate {
    /** Readers hold addresses from one poll to the next. */
    RANGECAST,
    /** Readers take a read lock for each read, growth the write lock. */
    READ_LOCK,
    /** Nothing does. */
    NONE
}
