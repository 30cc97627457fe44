/** Concurrent range structures and the 64-byte record path. */
module io.rangecast.ranges {
    exports io.rangecast.ranges;
}
