package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writers cut one big area into slices of their own and change them; readers look at whole snapshots meanwhile. */
@ExtendWith(Seed.class)
@Timeout(240)
@Tag("proof")
class AreaMapConcurrencyTest {
    private static final int SLICE = 64;
    private static final int COVERED = 2;
    private static final int SLICES = 4;
    private static final int UPDATES = Effort.of(150_000);

    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @Test
    void readersSeeEachUpdateAsOneStepAndNoneIsLost(SplittableRandom random) throws Exception {
        map.put(new Area(0, SLICES * SLICE, 1));
        MirroredAreas[] slices = new MirroredAreas[SLICES];
        Crew crew = new Crew();
        for (int i = 0; i < SLICES; i++) {
            MirroredAreas slice = new MirroredAreas(map, (long) i * SLICE, SLICE);
            slices[i] = slice;
            SplittableRandom own = random.split();
            crew.work(i < COVERED ? () -> keepCovered(slice, own) : () -> comeAndGo(slice, own));
        }
        crew.meanwhile(new Reader(map)).meanwhile(new Reader(map)).run();

        for (MirroredAreas slice : slices) {
            slice.compare();
        }
    }

    /** Cuts and joins areas, all of one tag, and changes the tag of all at once. */
    private static void keepCovered(MirroredAreas slice, SplittableRandom random) {
        int[] tag = {1};
        slice.adopt(1);
        for (int i = 0; i < UPDATES; i++) {
            switch (random.nextInt(4)) {
                case 0 -> slice.put(0, SLICE, tag[0]);
                case 1 -> slice.put(random.nextInt(SLICE), SLICE, tag[0]);
                case 2 -> slice.somewhere(random, (from, to) -> slice.put(from, to, tag[0]));
                default -> {
                    slice.update(0, SLICE, old -> old + 1);
                    tag[0]++;
                }
            }
            slice.find(random.nextInt(SLICE));
        }
    }

    private static void comeAndGo(MirroredAreas slice, SplittableRandom random) {
        slice.adopt(1);
        for (int i = 0; i < UPDATES; i++) {
            switch (random.nextInt(3)) {
                case 0 -> slice.somewhere(random, (from, to) -> slice.put(from, to, 1));
                case 1 -> slice.somewhere(random, slice::remove);
                default -> slice.somewhere(random, (from, to) -> slice.update(from, to, old -> old + 1));
            }
            slice.find(random.nextInt(SLICE));
        }
    }

    /**
     * In any snapshot, areas do not overlap; covered slices are covered, by areas of one tag, which never goes back.
     */
    private static final class Reader implements Crew.Task {
        private final AreaMap<Area> map;
        private final int[] lastTag = new int[COVERED];

        Reader(AreaMap<Area> map) {
            this.map = map;
        }

        @Override
        public void run() {
            AreaSnapshot<Area> seen = map.snapshot();
            long end = 0;
            for (Area area : Queries.all(seen)) {
                assertThat(area.start()).as("%s in %s", area, seen).isGreaterThanOrEqualTo(end);
                end = area.end();
            }
            for (int i = 0; i < COVERED; i++) {
                lastTag[i] = checkCovered(seen, (long) i * SLICE, lastTag[i]);
            }
        }

        private static int checkCovered(AreaSnapshot<Area> seen, long start, int leastTag) {
            int tag = seen.firstOverlap(start, start + 1).tag();
            assertThat(tag).isGreaterThanOrEqualTo(leastTag);
            long covered = start;
            for (Area area : Queries.overlapping(seen, start, start + SLICE)) {
                assertThat(area.start()).as("%s follows at once", area).isLessThanOrEqualTo(covered);
                assertThat(area.tag()).as("tag of %s", area).isEqualTo(tag);
                covered = area.end();
            }
            assertThat(covered).isGreaterThanOrEqualTo(start + SLICE);
            return tag;
        }
    }
}
