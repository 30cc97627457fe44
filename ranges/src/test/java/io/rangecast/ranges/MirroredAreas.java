package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.NaiveAreas;
import io.rangecast.ranges.fixture.Piece;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/** A window of a map and its naive counterpart: every operation goes to both and must answer alike. */
final class MirroredAreas {
    private final AreaMap<Area> map;
    private final NaiveAreas naive;
    private final long base;
    private final int size;

    MirroredAreas(AreaMap<Area> map, long base, int size) {
        this.map = map;
        this.naive = new NaiveAreas(base, size);
        this.base = base;
        this.size = size;
    }

    /** What is done with a range of bytes in the window. */
    interface Change {
        void apply(int from, int to);
    }

    /** Begins with what the map holds all over the window. */
    void adopt(int tag) {
        naive.put(0, size, tag);
        put(0, size, tag);
    }

    void put(int from, int to, int tag) {
        Area area = new Area(base + from, base + to, tag);
        assertThat(Piece.of(map.put(area))).isEqualTo(naive.put(from, to, tag));
        find(from);
    }

    /** The area goes elsewhere in the window, or to where it overlaps itself. */
    void move(int from, int to, int newFrom, int newTo, int tag) {
        Area moved = new Area(base + newFrom, base + newTo, tag);
        naive.remove(from, to);
        naive.put(newFrom, newTo, tag);
        map.move(base + from, base + to, moved);
        find(from);
        find(newFrom);
    }

    void remove(int from, int to) {
        assertThat(Piece.of(map.remove(base + from, base + to))).isEqualTo(naive.remove(from, to));
    }

    void update(int from, int to, IntUnaryOperator change) {
        map.update(base + from, base + to, area -> area.tagged(change.applyAsInt(area.tag())));
        naive.update(from, to, change);
    }

    /** Joins areas of one tag. */
    void updateAndJoin(int from, int to, IntUnaryOperator change) {
        map.update(base + from, base + to, area -> area.tagged(change.applyAsInt(area.tag())), Area::join);
        naive.update(from, to, change, (low, high) -> low.tag() == high.tag());
    }

    void find(int at) {
        assertThat(Piece.of(map.find(base + at))).isEqualTo(naive.find(at));
    }

    /** Only where the map holds nothing above the window. */
    void next(int at) {
        assertThat(Piece.of(map.next(base + at))).isEqualTo(naive.next(at));
    }

    /** Only where the map holds nothing below the window. */
    void previous(int at) {
        assertThat(Piece.of(map.previous(base + at))).isEqualTo(naive.previous(at));
    }

    void gaps(int length, long alignment, int low, int high) {
        AreaSnapshot<Area> snapshot = map.snapshot();
        assertThat(snapshot.lowestGap(length, alignment, base + low, base + high))
                .isEqualTo(naive.lowestGap(length, alignment, low, high).orElse(AreaSnapshot.NO_GAP));
        assertThat(snapshot.highestGap(length, alignment, base + low, base + high))
                .isEqualTo(naive.highestGap(length, alignment, low, high).orElse(AreaSnapshot.NO_GAP));
    }

    /** Compares all of the window. */
    void compare() {
        AreaSnapshot<Area> snapshot = map.snapshot();
        snapshot.check();
        assertThat(Piece.of(Queries.overlapping(snapshot, base, base + size))).isEqualTo(naive.pieces(0, size));
    }

    /** A random range of any order of magnitude. */
    void somewhere(SplittableRandom random, Change change) {
        int from = random.nextInt(size);
        int length = 1 + random.nextInt(1 << random.nextInt(1, 10));
        change.apply(from, Math.min(from + length, size));
    }
}
