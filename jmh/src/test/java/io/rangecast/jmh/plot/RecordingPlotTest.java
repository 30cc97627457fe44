package io.rangecast.jmh.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecordingPlotTest {
    private static final String PRINTED = """
            {"recording": {"events": [
                {"type": "io.rangecast.MemoryFreed",
                 "values": {"startTime": "2026-11-29T10:00:00.250Z", "age": "PT0.1S"}},
                {"type": "io.rangecast.MemoryHeld",
                 "values": {"startTime": "2026-11-29T10:00:00.000Z", "blocksHeld": 12}},
                {"type": "io.rangecast.LaggardKnown",
                 "values": {"startTime": "2026-11-29T11:00:00.100+01:00", "laggard": "subscriber <late>"}}
            ]}}""";

    private static String draw(String printed) {
        return RecordingPlot.draw(JsonParser.parseString(printed).getAsJsonObject());
    }

    @Test
    @DisplayName("events are drawn in the order of their times, whatever the order in which they were printed")
    void eventsAreDrawnInTheOrderOfTheirTimes() {
        String svg = draw(PRINTED);
        assertThat(svg)
                .contains("subscriber &lt;late&gt;", ">12</text>", ">200</text>")
                .containsOnlyOnce("<circle")
                .containsOnlyOnce("#b3261e\" stroke-width");
    }

    @Test
    void aRecordingWithoutEventsIsNamed() {
        assertThatThrownBy(() -> draw("{\"recording\": {\"events\": []}}")).hasMessage("no events");
    }
}
