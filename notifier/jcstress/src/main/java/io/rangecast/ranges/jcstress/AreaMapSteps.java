package io.rangecast.ranges.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.rangecast.ranges.AreaMap;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * <b>Rule</b> ({@link AreaMap}; docs/memory-model.md, 7): an update of areas is one step, however many it replaces, cuts
 * and adds, and none is lost.
 *
 * <p>All of an update is made beside the map, in one new snapshot, and becomes visible with the one compare-and-set of
 * the root. A map that took the old areas out first and put the new ones in then would show a hole; the other way
 * round, an overlap.
 */
public class AreaMapSteps {
    final AreaMap<Area> map = new AreaMap<>((area, start, end) -> new Area(start, end, area.tag));

    /** Bytes in areas of any tag, counted twice where areas overlap. */
    static int bytes(Iterable<Area> areas) {
        int bytes = 0;
        for (Area area : areas) {
            bytes += (int) (area.end() - area.start());
        }
        return bytes;
    }

    static List<Area> areas(AreaMap<Area> map) {
        List<Area> areas = new ArrayList<>();
        map.snapshot().forEach(areas::add);
        return areas;
    }

    static final class Area extends Interval {
        final int tag;

        Area(long start, long end, int tag) {
            super(start, end);
            this.tag = tag;
        }
    }

    @JCStressTest
    @Outcome(id = "30, 1", expect = ACCEPTABLE, desc = "before: one area")
    @Outcome(id = "30, 3", expect = ACCEPTABLE, desc = "after: the new one and two pieces")
    @Outcome(expect = FORBIDDEN, desc = "a hole or an overlap")
    @State
    public static class PutThatCuts extends AreaMapSteps {
        public PutThatCuts() {
            map.put(new Area(0, 30, 1));
        }

        @Actor
        public void writer() {
            map.put(new Area(10, 20, 2));
        }

        @Actor
        public void reader(II_Result r) {
            List<Area> seen = areas(map);
            r.r1 = bytes(seen);
            r.r2 = seen.size();
        }
    }

    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "before: two of tag 1")
    @Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "after: two of tag 2")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "one area changed without the other")
    @Outcome(expect = FORBIDDEN, desc = "an area is missing, or there twice")
    @State
    public static class UpdateOfTwo extends AreaMapSteps {
        public UpdateOfTwo() {
            map.put(new Area(0, 10, 1));
            map.put(new Area(10, 20, 1));
        }

        @Actor
        public void writer() {
            map.update(0, 20, area -> new Area(area.start(), area.end(), 2));
        }

        @Actor
        public void reader(II_Result r) {
            for (Area area : areas(map)) {
                r.r1 += area.tag == 1 ? 1 : 0;
                r.r2 += area.tag == 2 ? 1 : 0;
            }
        }
    }

    @JCStressTest
    @Outcome(id = "20, 2", expect = ACCEPTABLE, desc = "before: two that differ")
    @Outcome(id = "20, 1", expect = ACCEPTABLE, desc = "after: one")
    @Outcome(expect = FORBIDDEN, desc = "a hole, an overlap, or two that are alike")
    @State
    public static class UpdateThatJoins extends AreaMapSteps {
        public UpdateThatJoins() {
            map.put(new Area(0, 10, 1));
            map.put(new Area(10, 20, 2));
        }

        @Actor
        public void writer() {
            map.update(
                    10,
                    20,
                    area -> new Area(area.start(), area.end(), 1),
                    (low, high) -> low.tag == high.tag ? new Area(low.start(), high.end(), low.tag) : null);
        }

        @Actor
        public void reader(II_Result r) {
            List<Area> seen = areas(map);
            r.r1 = bytes(seen);
            r.r2 = seen.size() == 2 && seen.get(0).tag == seen.get(1).tag ? 0 : seen.size();
        }
    }

    /** Each put is told what it replaced; what both cover is replaced once, by the later. */
    @JCStressTest
    @Outcome(
            id = {"0, 10, 30", "10, 0, 30"},
            expect = ACCEPTABLE,
            desc = "the later replaced the common part")
    @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "neither saw the other: one of them is lost")
    @Outcome(expect = FORBIDDEN, desc = "a hole, an overlap, or a part replaced twice")
    @State
    public static class TwoPuts extends AreaMapSteps {
        @Actor
        public void low(III_Result r) {
            r.r1 = bytes(map.put(new Area(0, 20, 1)));
        }

        @Actor
        public void high(III_Result r) {
            r.r2 = bytes(map.put(new Area(10, 30, 2)));
        }

        @Arbiter
        public void after(III_Result r) {
            r.r3 = bytes(areas(map));
        }
    }
}
