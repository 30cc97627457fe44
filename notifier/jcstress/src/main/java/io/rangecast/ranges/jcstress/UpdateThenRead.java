package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * <b>Rule</b> ({@link IntervalTree}): insert, remove and clear write the root in volatile mode and snapshot reads it so.
 * Together with volatile words of their own, users may rely on the one total order of all of them, as Dekker's algorithm
 * does, and as docs/memory-model.md, 1, 4 and 6 do.
 *
 * <pre>
 *   updater                                   reader
 *   root := changed root  (v)                 word := 1   (v)
 *   word                  (v)                 root        (v)
 * </pre>
 *
 * <p>One of the two writes is the first. If it is that of the root, the reader sees the changed root; if it is that of
 * the word, the updater sees the word. That both miss each other is forbidden, and would be common on x86 too if the
 * root were written in release mode only: the read would overtake the write in the store buffer
 * ({@code broken.ReleasedRoot} shows it).
 */
public class UpdateThenRead extends WordBesideTree {
    UpdateThenRead() {
        super(new IntervalTree<>(), new Interval(2, 5));
    }

    @Override
    final boolean isFound() {
        return tree.snapshot().firstOverlap(2, 3, Interval.EVERY_MASK) != null;
    }

    /** Protocol 1: a subscription goes into the tree, a start publishes its window; neither may miss the other. Also 6. */
    @JCStressTest
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader finds it")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the inserter sees the word")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they miss each other")
    @State
    public static class Insert extends UpdateThenRead {
        @Actor
        public void updater(IZ_Result r) {
            insertAndLook(r);
        }

        @Actor
        public void reader(IZ_Result r) {
            raiseAndLook(r);
        }
    }

    /** Protocol 4: a start that still finds a subscription is seen by the close that has taken it out. */
    @JCStressTest
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the reader finds it gone")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the remover sees the word")
    @Outcome(id = "0, true", expect = FORBIDDEN, desc = "the reader holds it, and the remover does not know")
    @State
    public static class Remove extends UpdateThenRead {
        public Remove() {
            tree.insert(interval);
        }

        @Actor
        public void updater(IZ_Result r) {
            removeAndLook(r);
        }

        @Actor
        public void reader(IZ_Result r) {
            raiseAndLook(r);
        }
    }

    /** Protocol 6: the same for a clear. */
    @JCStressTest
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the reader finds it gone")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the one who clears sees the word")
    @Outcome(id = "0, true", expect = FORBIDDEN, desc = "the reader holds it, and the one who clears does not know")
    @State
    public static class Clear extends UpdateThenRead {
        public Clear() {
            tree.insert(interval);
        }

        @Actor
        public void updater(IZ_Result r) {
            tree.clear();
            r.r1 = word;
        }

        @Actor
        public void reader(IZ_Result r) {
            raiseAndLook(r);
        }
    }
}
