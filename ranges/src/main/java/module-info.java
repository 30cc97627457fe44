/** Concurrent range structures and the 64-byte record path. */
@SuppressWarnings("module") // notifier is not there when this is compiled
module io.rangecast.ranges {
    exports io.rangecast.ranges;
    exports io.rangecast.records;
    exports io.rangecast.ranges.internal to
            io.rangecast.notifier;
}
