package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * <b>Rule</b> (docs/memory-model.md, 1 and 7): what {@link UpdateThenRead} says of the root holds of a leaf that is
 * replaced in place, too, and of queries that take no snapshot. A start that misses a subscription is seen by whoever
 * subscribes.
 */
public class UpdateInPlaceThenRead extends WordBesideTree {
    UpdateInPlaceThenRead() {
        super(TwoLeaves.tree(), TwoLeaves.low());
    }

    @Override
    final boolean isFound() {
        return TwoLeaves.isFound(tree, interval);
    }

    @JCStressTest
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader finds it")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the inserter sees the word")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they miss each other")
    @State
    public static class Insert extends UpdateInPlaceThenRead {
        @Actor
        public void updater(IZ_Result r) {
            insertAndLook(r);
        }

        @Actor
        public void reader(IZ_Result r) {
            raiseAndLook(r);
        }
    }

    @JCStressTest
    @Outcome(id = "0, true", expect = ACCEPTABLE, desc = "the reader finds it")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the inserter sees the word")
    @Outcome(id = "0, false", expect = FORBIDDEN, desc = "they miss each other")
    @State
    public static class InsertWhileThePathIsCopied extends UpdateInPlaceThenRead {
        @Actor
        public void updater(IZ_Result r) {
            insertAndLook(r);
        }

        @Actor
        public void reader(IZ_Result r) {
            word = 1;
            tree.insert(TwoLeaves.copying()); // may refuse what the inserter has put in place
            r.r2 = isFound();
        }
    }

    @JCStressTest
    @Outcome(id = "0, false", expect = ACCEPTABLE, desc = "the reader finds it gone")
    @Outcome(id = "1, .*", expect = ACCEPTABLE, desc = "the remover sees the word")
    @Outcome(id = "0, true", expect = FORBIDDEN, desc = "the reader holds it, and the remover does not know")
    @State
    public static class Remove extends UpdateInPlaceThenRead {
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
}
