package io.rangecast.notifier;

/**
 * Sections for which a wait has ended at its deadline. While they are open, another start would wait for them too, and in
 * vain.
 */
final class StuckSections extends OpenSections {
    private final long since;

    StuckSections(ReaderGroup group, long look, long since) {
        super(group, look);
        this.since = since;
    }

    /** For how long they are known to be open. */
    long nanos() {
        return System.nanoTime() - since;
    }
}
