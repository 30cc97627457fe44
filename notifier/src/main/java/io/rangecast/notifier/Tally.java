package io.rangecast.notifier;

/** What one invalidator counts. Written by its thread, read by any, on lines of its own. */
final class Tally {
    private static final int WINDOWS = 0;
    private static final int HITS = 1;
    private static final int RECORDS = 2;
    private static final int MERGES = 3;
    private static final int AGAINS = 4;
    private static final int WAITS = 5;
    private static final int TIMEOUTS = 6;
    private static final int LAGGARDS = 7;
    private static final int EVICTIONS = 8;

    private final PaddedWords counts = new PaddedWords(9);

    /** Answers how many windows that makes. */
    void started(int hits) {
        counts.addOpaque(WINDOWS, 1);
        if (hits > 0) {
            counts.addOpaque(HITS, hits);
        }
    }

    void published(int records) {
        counts.addOpaque(RECORDS, records);
    }

    void merged() {
        counts.addOpaque(MERGES, 1);
    }

    void refused() {
        counts.addOpaque(AGAINS, 1);
    }

    void waited() {
        counts.addOpaque(WAITS, 1);
    }

    void timedOut(int laggards) {
        counts.addOpaque(TIMEOUTS, 1);
        counts.addOpaque(LAGGARDS, laggards);
    }

    void evicted(int listeners) {
        counts.addOpaque(EVICTIONS, listeners);
    }

    /** All but what the {@link Registry} counts. */
    SpaceCounters read() {
        return new SpaceCounters(
                counts.opaque(WINDOWS),
                counts.opaque(HITS),
                counts.opaque(RECORDS),
                counts.opaque(MERGES),
                counts.opaque(AGAINS),
                counts.opaque(WAITS),
                counts.opaque(TIMEOUTS),
                counts.opaque(LAGGARDS),
                counts.opaque(EVICTIONS),
                0,
                0);
    }
}
