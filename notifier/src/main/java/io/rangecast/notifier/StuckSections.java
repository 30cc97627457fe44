package io.rangecast.notifier;

/**
 * Sections for which a wait has ended at its deadline. While they are open, another start would wait for them too, and in
 * vain. Any thread.
 */
final class StuckSections {
    private final long since;

    /** Racy: each that was written is right. */
    private volatile long look;

    StuckSections(long look, long since) {
        this.look = look;
        this.since = since;
    }

    /** Looks on. */
    boolean isOver(SectionCounts counts) {
        long now = counts.lookAgain(look);
        look = now;
        return SectionCounts.isOver(now);
    }

    /** For how long they are known to be open. */
    long nanos() {
        return System.nanoTime() - since;
    }
}
