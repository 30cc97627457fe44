package io.rangecast.notifier;

/** The counts of one invalidator. Written by its thread, read by any, on lines of its own: those of its windows. */
final class ProducerCounters {
    private static final int WINDOWS = 0;
    private static final int HITS = 1;
    private static final int RECORDS = 2;
    private static final int MERGES = 3;
    private static final int AGAINS = 4;
    private static final int WAITS = 5;
    private static final int TIMEOUTS = 6;
    private static final int LAGGARDS = 7;
    private static final int EVICTIONS = 8;

    private final WindowTable windows;

    ProducerCounters(WindowTable windows) {
        this.windows = windows;
    }

    void started(int hits) {
        started(1, hits);
    }

    void started(int starts, int hits) {
        windows.count(WINDOWS, starts);
        if (hits > 0) {
            windows.count(HITS, hits);
        }
    }

    long windows() {
        return windows.counted(WINDOWS);
    }

    void published(int records) {
        windows.count(RECORDS, records);
    }

    void merged() {
        windows.count(MERGES, 1);
    }

    void refused() {
        windows.count(AGAINS, 1);
    }

    void waited() {
        windows.count(WAITS, 1);
    }

    void timedOut(int laggards) {
        windows.count(TIMEOUTS, 1);
        windows.count(LAGGARDS, laggards);
    }

    void evicted(int listeners) {
        windows.count(EVICTIONS, listeners);
    }

    /** All but what the {@link Registry} counts. */
    SpaceCounters read() {
        return new SpaceCounters(
                windows.counted(WINDOWS),
                windows.counted(HITS),
                windows.counted(RECORDS),
                windows.counted(MERGES),
                windows.counted(AGAINS),
                windows.counted(WAITS),
                windows.counted(TIMEOUTS),
                windows.counted(LAGGARDS),
                windows.counted(EVICTIONS),
                0,
                0,
                0,
                0,
                0,
                0);
    }
}
