package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Partner;
import java.util.List;

/**
 * A contest between ways to tell of changes.
 *
 * @param contenders that run
 * @param garbageFree those parts of them that must not allocate
 * @param partner the second thread, or null
 * @param crew the other threads, or null
 */
record StartContest(List<? extends Contender> contenders, List<GarbageFree> garbageFree, Partner partner, Crew crew)
        implements Contest {
    @Override
    public void verify() {
        garbageFree.forEach(GarbageFree::check);
    }

    @Override
    public void close() {
        Contest.super.close();
        if (crew != null) {
            crew.close();
        }
    }
}
