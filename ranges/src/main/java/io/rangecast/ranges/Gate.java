package io.rangecast.ranges;

/**
 * Whether the leaves below one {@link LeafBranch} may be replaced in place. It closes once, for ever: when the branch
 * is about to be copied, or when a snapshot is taken of a tree that holds it. Stands behind the leaves in the branch's
 * items, as a thread that meets an undecided leaf needs it.
 */
final class Gate {
    /** The union and the intersection of the masks below each leaf, as a {@link Branch} keeps them; or null. */
    final int[] masks;

    /** The value of {@link Keys#endsAscend} for the bounds that the branch keeps of its leaves. */
    final boolean endsAscend;

    final Epoch epoch;

    private final long born;
    private volatile boolean closed;

    Gate(Epoch epoch, int[] masks, boolean endsAscend) {
        this.epoch = epoch;
        this.masks = masks;
        this.endsAscend = endsAscend;
        born = epoch.number();
    }

    void close() {
        closed = true;
    }

    boolean isOpen() {
        return !closed && epoch.number() == born;
    }
}
