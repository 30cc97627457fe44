package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Piece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Updates that make one area of several that touch and are alike. */
class AreaMapJoinTest {
    private static final IllegalStateException THROWN = new IllegalStateException("by the user's code");

    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @BeforeEach
    void putFour() {
        map.put(new Area(0x1000, 0x2000, 1));
        map.put(new Area(0x2000, 0x3000, 2));
        map.put(new Area(0x3000, 0x4000, 1));
        map.put(new Area(0x4001, 0x5000, 1));
    }

    @Test
    void aChangedAreaIsJoinedWithBothNeighbours() {
        update(0x2000, 0x3000, 1);
        assertHolds(new Piece(0x1000, 0x4000, 1), new Piece(0x4001, 0x5000, 1));
    }

    @Test
    void aChangedPartIsJoinedWithTheNeighbourBelow() {
        update(0x2000, 0x2800, 1);
        assertHolds(
                new Piece(0x1000, 0x2800, 1),
                new Piece(0x2800, 0x3000, 2),
                new Piece(0x3000, 0x4000, 1),
                new Piece(0x4001, 0x5000, 1));
    }

    @Test
    void aChangedPartIsJoinedWithTheNeighbourAbove() {
        update(0x2800, 0x3000, 1);
        assertHolds(
                new Piece(0x1000, 0x2000, 1),
                new Piece(0x2000, 0x2800, 2),
                new Piece(0x2800, 0x4000, 1),
                new Piece(0x4001, 0x5000, 1));
    }

    @Test
    void whatIsChangedAndChangedBackIsOneAreaAgain() {
        update(0x1800, 0x1900, 7);
        assertThat(map.snapshot().size()).isEqualTo(6);
        update(0x1800, 0x1900, 1);
        assertHolds(
                new Piece(0x1000, 0x2000, 1),
                new Piece(0x2000, 0x3000, 2),
                new Piece(0x3000, 0x4000, 1),
                new Piece(0x4001, 0x5000, 1));
    }

    @Test
    void aHoleOfOneByteKeepsAreasApart() {
        update(0, Interval.MAX_END, 5);
        assertHolds(new Piece(0x1000, 0x4000, 5), new Piece(0x4001, 0x5000, 5));
    }

    @Test
    void areasBeyondTheNeighboursAreNotAsked() {
        List<Piece> asked = new ArrayList<>();
        map.update(0x2800, 0x2900, part -> part.tagged(3), (low, high) -> {
            asked.add(Piece.of(low));
            asked.add(Piece.of(high));
            return null;
        });
        assertThat(asked)
                .containsExactly(
                        new Piece(0x2000, 0x2800, 2),
                        new Piece(0x2800, 0x2900, 3),
                        new Piece(0x2800, 0x2900, 3),
                        new Piece(0x2900, 0x3000, 2));
    }

    @Test
    void whereNothingIsNobodyIsAskedAndNothingChanges() {
        map.put(new Area(0x5000, 0x5001, 1));
        AreaSnapshot<Area> before = map.snapshot();
        map.update(0x4000, 0x4001, part -> part.tagged(1), (low, high) -> {
            throw THROWN;
        });
        assertThat(map.snapshot()).isSameAs(before);
    }

    /** The joined one is asked again: it goes upwards. */
    @Test
    void whatHasBeenJoinedIsLikeTheLower() {
        map.remove(0, Interval.MAX_END);
        for (int i = 0; i < 4; i++) {
            map.put(new Area(i, i + 1, i));
        }
        map.update(
                0,
                3,
                part -> part.tagged(part.tag()),
                (low, high) -> high.tag() - low.tag() <= 1 ? new Area(low.start(), high.end(), low.tag()) : null);
        assertHolds(new Piece(0, 2, 0), new Piece(2, 4, 2));
    }

    @Test
    void areasAreJoinedUpToTheEndsOfAllAddresses() {
        map.put(new Area(0, Interval.MAX_END, 1));
        map.put(new Area(0, 1, 2));
        map.put(new Area(Interval.MAX_END - 1, Interval.MAX_END, 2));
        update(Interval.MAX_END - 1, Interval.MAX_END, 1);
        update(0, 1, 1);
        assertHolds(new Piece(0, Interval.MAX_END, 1));
    }

    @Test
    void manyPartsBecomeOne() {
        for (int i = 0; i < 3000; i++) {
            map.put(new Area(0x2000 + i, 0x2001 + i, 2 + i));
        }
        update(0x1fff, 0x4000, 1);
        assertHolds(new Piece(0x1000, 0x4000, 1), new Piece(0x4001, 0x5000, 1));
    }

    @Test
    void aJoinerThatThrowsOrAnswersWrongChangesNothing() {
        AreaSnapshot<Area> before = map.snapshot();
        List<Piece> content = Piece.of(map);

        assertThatThrownBy(() -> joinBy((low, high) -> {
                    throw THROWN;
                }))
                .isSameAs(THROWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> joinBy((low, high) -> new Area(low.start(), high.end() + 1, 1)))
                .withMessageContaining("[0x1000,0x3001)")
                .withMessageContaining("[0x1000,0x3000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> joinBy((low, high) -> new Area(low.start() - 1, high.end(), 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> joinBy((low, high) -> low));
        assertThatIllegalArgumentException().isThrownBy(() -> joinBy((low, high) -> high));
        Area inserted = new Area(0x1000, 0x3000, 1);
        new AreaMap<Area>(Area::slice).put(inserted);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> joinBy((low, high) -> inserted))
                .withMessageContaining("inserted before");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.update(0x2000, 0x3000, part -> null, Area::join))
                .withMessageContaining("null")
                .withMessageContaining("[0x2000,0x3000)");
        assertThatThrownBy(() -> map.update(0x2000, 0x3000, part -> part.tagged(1), null))
                .isInstanceOf(NullPointerException.class);

        assertThat(map.snapshot()).isSameAs(before);
        assertThat(Piece.of(map)).isEqualTo(content);
    }

    private void joinBy(AreaMap.Joiner<Area> joiner) {
        map.update(0x2000, 0x3000, part -> part.tagged(1), joiner);
    }

    private void update(long start, long end, int tag) {
        map.update(start, end, part -> part.tagged(tag), Area::join);
    }

    private void assertHolds(Piece... pieces) {
        map.snapshot().check();
        assertThat(Piece.of(map)).containsExactly(pieces);
    }
}
