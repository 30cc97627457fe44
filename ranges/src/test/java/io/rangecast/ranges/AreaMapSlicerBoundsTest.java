package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rangecast.ranges.fixture.Area;
import org.junit.jupiter.api.Test;

/** A slicer that rounds to pages: right for what remains below a cut, wrong for what is cut out. */
class AreaMapSlicerBoundsTest {
    private final AreaMap<Area> map = new AreaMap<>((cut, start, end) -> cut.slice(start & -0x1000, end));
    private final Area area = new Area(0x1000, 0x4000, 1);

    @Test
    void aPieceThatIsRemovedMustHaveTheBoundsThatWereAsked() {
        map.put(area);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.remove(0x1800, 0x4000))
                .withMessageContaining("[0x1000,0x4000)")
                .withMessageContaining("[0x1800,0x4000)");
        assertThat(Queries.all(map.snapshot())).containsExactly(area);
    }

    @Test
    void anUpdateNeverMakesAreasOverlap() {
        map.put(area);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> map.update(0x1800, 0x4000, part -> part.tagged(2)))
                .withMessageContaining("[0x1000,0x4000)")
                .withMessageContaining("[0x1800,0x4000)");
        assertThat(Queries.all(map.snapshot())).containsExactly(area);
    }
}
