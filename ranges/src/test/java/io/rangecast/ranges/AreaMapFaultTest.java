package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Piece;
import org.junit.jupiter.api.Test;

/** Slicers and operators that do wrong: the caller is told, and the map stays as it was. */
class AreaMapFaultTest {
    private static final IllegalStateException THROWN = new IllegalStateException("by the user's code");

    private final Area area = new Area(0x1000, 0x4000, 1);

    @Test
    void aSlicerThatThrowsChangesNothingAndTheAreaCanBePutLater() {
        boolean[] faulty = {true};
        AreaMap<Area> map = mapSlicedBy((cut, start, end) -> {
            if (faulty[0]) {
                throw THROWN;
            }
            return cut.slice(start, end);
        });
        Area next = new Area(0x2000, 0x3000, 2);

        assertThatThrownBy(() -> map.put(next)).isSameAs(THROWN);
        assertThatThrownBy(() -> map.remove(0x2000, 0x3000)).isSameAs(THROWN);
        assertThatThrownBy(() -> map.update(0x2000, 0x3000, part -> part.tagged(2)))
                .isSameAs(THROWN);
        assertHoldsTheAreaAlone(map);

        faulty[0] = false;
        assertThat(Piece.of(map.put(next))).containsExactly(new Piece(0x2000, 0x3000, 1));
        assertThat(map.find(0x2000)).isSameAs(next);
    }

    @Test
    void aSlicerThatAnswersOtherBoundsForWhatRemainsIsRejected() {
        AreaMap<Area> map = mapSlicedBy((cut, start, end) -> cut.slice(start, end + 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.remove(0x2000, 0x3000))
                .withMessageContaining("[0x1000,0x2001)")
                .withMessageContaining("[0x1000,0x2000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.put(new Area(0x1000, 0x2000, 2)))
                .withMessageContaining("[0x2000,0x4001)")
                .withMessageContaining("[0x2000,0x4000)");
        assertHoldsTheAreaAlone(map);
    }

    @Test
    void aSlicerThatAnswersTheAreaItselfIsRejected() {
        AreaMap<Area> map = mapSlicedBy((cut, start, end) -> cut);

        assertThatIllegalArgumentException().isThrownBy(() -> map.remove(0x1000, 0x2000));
        assertHoldsTheAreaAlone(map);
    }

    @Test
    void anOperatorThatThrowsChangesNothing() {
        AreaMap<Area> map = mapSlicedBy(Area::slice);

        assertThatThrownBy(() -> map.update(0x2000, 0x3000, part -> {
                    throw THROWN;
                }))
                .isSameAs(THROWN);
        assertHoldsTheAreaAlone(map);
    }

    @Test
    void anOperatorThatAnswersOtherBoundsIsRejected() {
        AreaMap<Area> map = mapSlicedBy(Area::slice);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.update(0x2000, 0x3000, part -> new Area(0x2000, 0x3001, 2)))
                .withMessageContaining("[0x2000,0x3001)")
                .withMessageContaining("[0x2000,0x3000)");
        assertHoldsTheAreaAlone(map);
    }

    @Test
    void anOperatorThatAnswersTheAreaItselfIsRejected() {
        AreaMap<Area> map = mapSlicedBy(Area::slice);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.update(0x1000, 0x4000, part -> part))
                .withMessageContaining("inserted before");
        assertHoldsTheAreaAlone(map);
    }

    @Test
    void anOperatorThatFailsOnTheLastPartChangesNoneOfTheOthers() {
        AreaMap<Area> map = mapSlicedBy(Area::slice);
        map.put(new Area(0x4000, 0x5000, 2));
        AreaSnapshot<Area> before = map.snapshot();

        assertThatThrownBy(() -> map.update(0x1000, 0x5000, part -> {
                    if (part.tag() == 2) {
                        throw THROWN;
                    }
                    return part.tagged(3);
                }))
                .isSameAs(THROWN);

        assertThat(map.snapshot()).isSameAs(before);
    }

    private AreaMap<Area> mapSlicedBy(AreaMap.Slicer<Area> slicer) {
        AreaMap<Area> map = new AreaMap<>(slicer);
        map.put(area);
        return map;
    }

    private void assertHoldsTheAreaAlone(AreaMap<Area> map) {
        map.snapshot().check();
        assertThat(Queries.all(map.snapshot())).containsExactly(area);
    }

    /** Claims are given back: by an attempt that fails, and by one that loses a race. */
    @Test
    void whatAFailedUpdateWasToPutInCanBePutInLater() {
        AreaMap<Area> two = new AreaMap<>(Area::slice);
        two.put(new Area(0, 0x1000, 1));
        two.put(new Area(0x1000, 0x2000, 2));
        Area first = new Area(0, 0x1000, 3);
        assertThatThrownBy(() -> two.update(0, 0x2000, part -> {
                    if (part.tag() == 1) {
                        return first;
                    }
                    throw new IllegalStateException("the second");
                }))
                .hasMessage("the second");

        two.put(first);

        assertThat(two.find(0)).isSameAs(first);
    }

    @Test
    void anOperatorMayAnswerTheSameObjectWhenItsUpdateLosesARace() {
        AreaMap<Area> raced = new AreaMap<>(Area::slice);
        raced.put(new Area(0, 0x1000, 1));
        Area changed = new Area(0, 0x1000, 2);
        boolean[] disturbed = new boolean[1];
        raced.update(0, 0x1000, part -> {
            if (!disturbed[0]) { // as if another thread had been faster, once
                disturbed[0] = true;
                raced.put(new Area(0x8000, 0x9000, 7));
            }
            return changed;
        });

        assertThat(raced.find(0)).isSameAs(changed);
        assertThat(raced.find(0x8000).tag()).isEqualTo(7);
    }
}
