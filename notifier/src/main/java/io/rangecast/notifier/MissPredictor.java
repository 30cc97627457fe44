package io.rangecast.notifier;

/**
 * Predicts whether a start will hit nobody, by what the last ones did. If so, the start asks the filter first, and the
 * tree mostly need not be searched; where most starts hit, or the filter knows nothing, that would be in vain. Belongs
 * to one invalidator, which extends this; used by its thread.
 */
class MissPredictor extends Padded {
    private static final int MOST = 32;

    /** Asking is worth it if one start in four misses. */
    private static final int MISS = 3;

    private static final int HIT = -1;

    private int misses;

    final boolean isMissLikely() {
        return misses > 0;
    }

    final void learn(boolean miss) {
        int learned = miss ? Math.min(MOST, misses + MISS) : Math.max(-MOST, misses + HIT);
        if (learned != misses) {
            misses = learned;
        }
    }
}
