package io.rangecast.ranges.jcstress;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A tree and a word of its user's, for Dekker's argument: one thread updates the tree and looks at the word, the other
 * writes the word and looks into the tree.
 */
abstract class WordBesideTree {
    final IntervalTree<Interval> tree;
    final Interval interval;
    volatile int word;

    WordBesideTree(IntervalTree<Interval> tree, Interval interval) {
        this.tree = tree;
        this.interval = interval;
    }

    /** Whether the interval is in the tree. */
    abstract boolean isFound();

    final void insertAndLook(IZ_Result r) {
        tree.insert(interval);
        r.r1 = word;
    }

    final void removeAndLook(IZ_Result r) {
        tree.remove(interval);
        r.r1 = word;
    }

    final void raiseAndLook(IZ_Result r) {
        word = 1;
        r.r2 = isFound();
    }
}
