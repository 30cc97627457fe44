package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Area;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map that holds nothing, from the beginning or again, asked at the addresses at which arithmetic goes wrong. */
class AreaMapEmptyTest {
    private final AreaMap<Area> map = new AreaMap<>(Area::slice);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, Interval.MAX_END - 1, Interval.MAX_END})
    void anEmptyMapHasNoAreaAnywhere(long address) {
        assertFindsNothing(address);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, Interval.MAX_END - 1, Interval.MAX_END})
    void anEmptiedMapHasNoAreaAnywhere(long address) {
        map.put(new Area(0, Interval.MAX_END, 1));
        map.remove(0, Interval.MAX_END);

        assertFindsNothing(address);
    }

    private void assertFindsNothing(long address) {
        assertThat(map.find(address)).isNull();
        assertThat(map.next(address)).isNull();
        assertThat(map.previous(address)).isNull();
    }
}
