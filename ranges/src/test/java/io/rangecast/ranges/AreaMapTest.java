package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AreaMapTest {
    private final AreaMap<Area> map = new AreaMap<>(Area::slice);
    private final Area first = new Area(0x1000, 0x3000, 1);
    private final Area second = new Area(0x3000, 0x4000, 2);
    private final Area third = new Area(0x8000, 0x9000, 3);

    @BeforeEach
    void putThree() {
        map.put(second);
        map.put(first);
        map.put(third);
    }

    @Test
    void anAddressIsFoundFromTheStartOfItsAreaToTheByteBeforeTheEnd() {
        assertThat(map.find(0xfff)).isNull();
        assertThat(map.find(0x1000)).isSameAs(first);
        assertThat(map.find(0x2fff)).isSameAs(first);
        assertThat(map.find(0x3000)).isSameAs(second);
        assertThat(map.find(0x4000)).isNull();
        assertThat(map.find(Interval.MAX_END)).isNull();
    }

    @Test
    void nextIsTheAreaAtTheAddressOrTheLowestAbove() {
        assertThat(map.next(0)).isSameAs(first);
        assertThat(map.next(0x2fff)).isSameAs(first);
        assertThat(map.next(0x3000)).isSameAs(second);
        assertThat(map.next(0x4000)).isSameAs(third);
        assertThat(map.next(0x8fff)).isSameAs(third);
        assertThat(map.next(0x9000)).isNull();
        assertThat(map.next(Interval.MAX_END)).isNull();
    }

    @Test
    void anAreaMayTakeAllAddresses() {
        Area all = new Area(0, Interval.MAX_END, 4);

        assertThat(map.put(all)).containsExactly(first, second, third);

        assertThat(map.find(0)).isSameAs(all);
        assertThat(map.find(Interval.MAX_END - 1)).isSameAs(all);
        assertThat(map.next(Long.MIN_VALUE)).isSameAs(all);
        assertThat(Queries.all(map.snapshot())).containsExactly(all);
    }

    @Test
    void aMoveTakesOutOfOneRangeAndPutsIntoAnother() {
        Area moved = new Area(0x3800, 0x5800, 4);

        map.move(0x2000, 0x3000, moved);

        assertThat(Piece.of(map))
                .containsExactly(
                        new Piece(0x1000, 0x2000, 1),
                        new Piece(0x3000, 0x3800, 2),
                        new Piece(0x3800, 0x5800, 4),
                        new Piece(0x8000, 0x9000, 3));
        assertThat(map.find(0x3800)).isSameAs(moved);
    }

    @Test
    void aMoveMayGoWhereItsOwnRangeIs() {
        Area moved = new Area(0x2000, 0x5000, 4);

        map.move(0x1000, 0x3000, moved);

        assertThat(Queries.all(map.snapshot())).containsExactly(moved, third);
    }

    /** The slicer looks: it cuts what is in the second range when the first is empty already, if that is a step of its own. */
    @Test
    void aMoveIsOneStep() {
        List<List<Piece>> seen = new ArrayList<>();
        List<AreaMap<Area>> own = new ArrayList<>();
        AreaMap<Area> looking = new AreaMap<>((area, start, end) -> {
            seen.add(Piece.of(own.get(0)));
            return area.slice(start, end);
        });
        own.add(looking);
        looking.put(first.slice(0x1000, 0x3000));
        looking.put(third.slice(0x8000, 0x9000));
        List<Piece> before = Piece.of(looking);

        looking.move(0x1000, 0x3000, new Area(0x8800, 0x9800, 1));

        assertThat(seen).isNotEmpty().allMatch(before::equals);
        assertThat(Piece.of(looking)).containsExactly(new Piece(0x8000, 0x8800, 3), new Piece(0x8800, 0x9800, 1));
    }

    @Test
    void aMoveOfWhatIsInAlreadyChangesNothing() {
        List<Piece> before = Piece.of(map);

        assertThatIllegalArgumentException().isThrownBy(() -> map.move(0x1000, 0x3000, second));
        assertThatIllegalArgumentException().isThrownBy(() -> map.move(0x3000, 0x3000, new Area(0, 1, 4)));

        assertThat(Piece.of(map)).isEqualTo(before);
    }

    @Test
    void puttingIntoTheMiddleCutsToTheByte() {
        Area middle = new Area(0x1001, 0x2ffe, 4);

        assertThat(Piece.of(map.put(middle))).containsExactly(new Piece(0x1001, 0x2ffe, 1));

        assertThat(map.find(0x1001)).isSameAs(middle);
        assertThat(Piece.of(map))
                .containsExactly(
                        new Piece(0x1000, 0x1001, 1),
                        new Piece(0x1001, 0x2ffe, 4),
                        new Piece(0x2ffe, 0x3000, 1),
                        Piece.of(second),
                        Piece.of(third));
    }

    @Test
    void puttingOverSeveralReturnsThemCutAndAscending() {
        assertThat(Piece.of(map.put(new Area(0x2000, 0x8001, 4))))
                .containsExactly(new Piece(0x2000, 0x3000, 1), Piece.of(second), new Piece(0x8000, 0x8001, 3));

        assertThat(Piece.of(map))
                .containsExactly(
                        new Piece(0x1000, 0x2000, 1), new Piece(0x2000, 0x8001, 4), new Piece(0x8001, 0x9000, 3));
    }

    @Test
    void puttingBetweenNeighboursReplacesNothing() {
        assertThat(map.put(new Area(0x4000, 0x8000, 4))).isEmpty();
        assertThat(map.snapshot().size()).isEqualTo(4);
    }

    @Test
    void anAreaIsPutOnce() {
        AreaSnapshot<Area> before = map.snapshot();

        assertThatIllegalArgumentException().isThrownBy(() -> map.put(second)).withMessageContaining("[0x3000,0x4000)");

        assertThat(map.snapshot()).isSameAs(before);
    }

    @Test
    void removingReturnsWhatWasThereCutToTheRange() {
        assertThat(Piece.of(map.remove(0x2fff, 0x8800)))
                .containsExactly(new Piece(0x2fff, 0x3000, 1), Piece.of(second), new Piece(0x8000, 0x8800, 3));

        assertThat(Piece.of(map)).containsExactly(new Piece(0x1000, 0x2fff, 1), new Piece(0x8800, 0x9000, 3));
    }

    @Test
    void removingWhereNothingIsChangesNothing() {
        AreaSnapshot<Area> before = map.snapshot();

        assertThat(map.remove(0x4000, 0x8000)).isEmpty();

        assertThat(map.snapshot()).isSameAs(before);
    }

    @Test
    void updatingChangesThePartInsideTheRangeAlone() {
        map.update(0x2000, 0x8800, part -> part.tagged(part.tag() * 10));

        assertThat(Piece.of(map))
                .containsExactly(
                        new Piece(0x1000, 0x2000, 1),
                        new Piece(0x2000, 0x3000, 10),
                        new Piece(0x3000, 0x4000, 20),
                        new Piece(0x8000, 0x8800, 30),
                        new Piece(0x8800, 0x9000, 3));
    }

    @Test
    void aSnapshotKeepsWhatTheMapHeldThen() {
        AreaSnapshot<Area> before = map.snapshot();

        map.put(new Area(0x1800, 0x8800, 4));
        map.remove(0, Interval.MAX_END);

        assertThat(Queries.all(before)).containsExactly(first, second, third);
        assertThat(before.isEmpty()).isFalse();
        assertThat(map.snapshot().isEmpty()).isTrue();
    }

    @Test
    void badRangesAreRejectedAndChangeNothing() {
        AreaSnapshot<Area> before = map.snapshot();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.remove(0x2000, 0x2000))
                .withMessage("empty range [0x2000,0x2000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.update(0x2000, 0x1000, part -> part.tagged(4)))
                .withMessage("reversed range [0x2000,0x1000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> before.firstOverlap(0x2000, 0x2000))
                .withMessage("empty range [0x2000,0x2000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> before.forEachOverlap(0x2000, 0x1000, area -> true))
                .withMessage("reversed range [0x2000,0x1000)");

        assertThat(map.snapshot()).isSameAs(before);
    }
}
