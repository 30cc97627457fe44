package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Piece;
import io.rangecast.ranges.fixture.Seed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on a map and on an array of bytes side by side: they always agree. The structure is checked after
 * each of them.
 */
@ExtendWith(Seed.class)
@Tag("proof")
class AreaMapOracleTest {
    private static final int OPERATIONS =
            Effort.of(65_000); // in all 2 tests, 4 bases and 2 numbers of tags 1.04 million
    private static final int FEW_TAGS = 3;
    private static final int SMALL = 100;
    private static final int LARGE = 10_000;

    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @ParameterizedTest
    @ValueSource(longs = {0, 0xff_ff80, Long.MIN_VALUE - SMALL / 2, Interval.MAX_END - SMALL})
    void aFewAreasAreAsInAnArray(long base, SplittableRandom random) {
        run(base, SMALL, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xff_ff80, Long.MIN_VALUE - LARGE / 2, Interval.MAX_END - LARGE})
    void manyAreasAreAsInAnArray(long base, SplittableRandom random) {
        run(base, LARGE, random);
    }

    private void run(long base, int size, SplittableRandom random) {
        run(base, size, OPERATIONS, random);
        run(base, size, FEW_TAGS, random);
    }

    /** With few tags, much of what touches is joined. */
    private void run(long base, int size, int tags, SplittableRandom random) {
        MirroredAreas areas = new MirroredAreas(map, base, size);
        AreaSnapshot<Area> held = map.snapshot();
        List<Piece> heldContent = List.of();
        for (int i = 1; i <= OPERATIONS; i++) {
            int tag = 1 + i % tags;
            switch (random.nextInt(12)) {
                case 0, 1 -> areas.somewhere(random, (from, to) -> areas.put(from, to, tag));
                case 2 -> areas.somewhere(random, areas::remove);
                case 3 -> areas.somewhere(random, (from, to) -> areas.update(from, to, old -> 1 + old % tags));
                case 4, 5 ->
                    areas.somewhere(random, (from, to) -> areas.updateAndJoin(from, to, old -> 1 + (old + tag) % tags));
                case 6 ->
                    areas.somewhere(
                            random,
                            (from, to) -> areas.gaps(1 + random.nextInt(to - from), alignment(random), from, to));
                case 7 -> areas.previous(random.nextInt(size));
                case 8 -> areas.find(random.nextInt(size));
                case 9 ->
                    areas.somewhere(
                            random,
                            (from, to) -> areas.somewhere(
                                    random, (newFrom, newTo) -> areas.move(from, to, newFrom, newTo, tag)));
                default -> areas.next(random.nextInt(size));
            }
            map.snapshot().check();
            if (i % 500 == 0) {
                areas.compare();
                assertThat(Piece.of(Queries.all(held))).isEqualTo(heldContent);
                held = map.snapshot();
                heldContent = Piece.of(map);
            }
        }
        areas.remove(0, size);
        areas.compare();
        assertThat(map.snapshot().isEmpty()).isTrue();
    }

    /** Mostly one of which there are several in the window. */
    private static long alignment(SplittableRandom random) {
        return 1L << (random.nextInt(4) > 0 ? random.nextInt(8) : random.nextInt(Long.SIZE));
    }
}
