package io.rangecast.ranges;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.NaiveAreas;
import io.rangecast.ranges.fixture.Piece;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lincheck")
class AreaMapLinearizabilityTest {
    private static final int SIZE = 4;

    @Test
    void everyUpdateIsOneStepHoweverManyAreasItCuts() {
        Linearizability.modelChecking(Specification.class).check(MapOperations.class);
    }

    @Test
    @Tag("long")
    void itIsOneStepAtFullSpeedToo() {
        Linearizability.stress(Specification.class).check(MapOperations.class);
    }

    @Test
    void aMapThatEmptiesTheRangeBeforeItPutsIsCaught() {
        Linearizability.assertCatches(Linearizability.modelChecking(Specification.class), MapThatPutsInTwoSteps.class);
    }

    /** What the threads of a scenario do to a map: its few areas are cut by nearly every update. */
    @Param(name = "from", gen = IntGen.class, conf = "0:1")
    @Param(name = "to", gen = IntGen.class, conf = "2:4")
    @Param(name = "tag", gen = IntGen.class, conf = "1:2")
    @Param(name = "address", gen = IntGen.class, conf = "0:3")
    @Param(name = "size", gen = IntGen.class, conf = "1:3")
    public static class MapOperations {
        final AreaMap<Area> map = new AreaMap<>(Area::slice);

        @Operation
        public List<Piece> put(
                @Param(name = "from") int from, @Param(name = "to") int to, @Param(name = "tag") int tag) {
            return pieces(map.put(new Area(from, to, tag)));
        }

        @Operation
        public List<Piece> remove(@Param(name = "from") int from, @Param(name = "to") int to) {
            return pieces(map.remove(from, to));
        }

        @Operation
        public void update(@Param(name = "from") int from, @Param(name = "to") int to) {
            map.update(from, to, area -> area.tagged(area.tag() + 1));
        }

        @Operation
        public void join(@Param(name = "from") int from, @Param(name = "to") int to) {
            map.update(from, to, area -> area.tagged(1), MapOperations::joined);
        }

        private static Area joined(Area low, Area high) {
            return low.tag() == high.tag() ? new Area(low.start(), high.end(), low.tag()) : null;
        }

        @Operation
        public Piece find(@Param(name = "address") int address) {
            return Piece.of(map.find(address));
        }

        @Operation
        public Piece next(@Param(name = "address") int address) {
            return Piece.of(map.next(address));
        }

        @Operation
        public Piece previous(@Param(name = "address") int address) {
            return Piece.of(map.previous(address));
        }

        @Operation
        public long lowestEvenGap(@Param(name = "size") int size) {
            return map.snapshot().lowestGap(size, 2, 0, SIZE);
        }

        @Operation
        public long highestEvenGap(@Param(name = "size") int size) {
            return map.snapshot().highestGap(size, 2, 0, SIZE);
        }

        @Operation
        public List<Piece> snapshot() {
            return pieces(Queries.all(map.snapshot()));
        }

        static List<Piece> pieces(List<Area> areas) { // without a stream, which would be checked step by step too
            List<Piece> pieces = new ArrayList<>();
            for (Area area : areas) {
                pieces.add(Piece.of(area));
            }
            return pieces;
        }
    }

    /** For a moment there is nothing where there was something before and is something after. */
    public static final class MapThatPutsInTwoSteps extends MapOperations {
        @Override
        public List<Piece> put(int from, int to, int tag) {
            List<Piece> replaced = remove(from, to);
            map.put(new Area(from, to, tag));
            return replaced;
        }
    }

    public static final class Specification {
        private final NaiveAreas areas = new NaiveAreas(0, SIZE);

        public List<Piece> put(int from, int to, int tag) {
            return areas.put(from, to, tag);
        }

        public List<Piece> remove(int from, int to) {
            return areas.remove(from, to);
        }

        public void update(int from, int to) {
            areas.update(from, to, tag -> tag + 1);
        }

        public void join(int from, int to) {
            areas.update(from, to, tag -> 1, (low, high) -> low.tag() == high.tag());
        }

        public Piece find(int address) {
            return areas.find(address);
        }

        public Piece next(int address) {
            return areas.next(address);
        }

        public Piece previous(int address) {
            return areas.previous(address);
        }

        public long lowestEvenGap(int size) {
            return areas.lowestGap(size, 2, 0, SIZE).orElse(AreaSnapshot.NO_GAP);
        }

        public long highestEvenGap(int size) {
            return areas.highestGap(size, 2, 0, SIZE).orElse(AreaSnapshot.NO_GAP);
        }

        public List<Piece> snapshot() {
            return areas.pieces(0, SIZE);
        }
    }
}
