package io.rangecast.jmh.plot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Draws what a flight recording says of one program: how many blocks were held and how long, how long starts took, and when
 * somebody was late. It reads what the JDK's tool prints:
 *
 * <pre>{@code
 * jfr print --json --stack-depth 1 --events 'io.rangecast.*' app.jfr | java -cp benchmarks.jar io.rangecast.jmh.plot.RecordingPlot app.svg
 * }</pre>
 */
public final class RecordingPlot {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int HELD_TOP = 50;
    private static final int HELD_BOTTOM = 200;
    private static final int TIME_TOP = 240;
    private static final int TIME_BOTTOM = 370;
    private static final String BLUE = "#0b62a4";
    private static final String RED = "#b3261e";
    private static final String ORANGE = "#e08a00";
    private static final double LEAST_MILLIS = 0.001;
    private static final double MOST_MILLIS = 1_000;

    /** One event, so many milliseconds after the first. */
    private record Told(String type, double millis, JsonObject values) {}

    private final List<Told> events;
    private final double end;
    private final Svg svg = new Svg("A flight recording", WIDTH, HEIGHT);

    private RecordingPlot(List<Told> events) {
        this.events = events;
        this.end = events.get(events.size() - 1).millis();
    }

    /**
     * Draws.
     *
     * @param args where to
     * @throws IOException if it cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        JsonElement printed;
        try (InputStreamReader in = new InputStreamReader(System.in, StandardCharsets.UTF_8)) {
            printed = JsonParser.parseReader(in);
        }
        Files.writeString(Path.of(args[0]), draw(printed.getAsJsonObject()));
    }

    /** What {@code jfr print --json} has printed, as a picture. */
    static String draw(JsonObject printed) {
        List<JsonObject> all = new ArrayList<>();
        for (JsonElement each : printed.getAsJsonObject("recording").getAsJsonArray("events")) {
            all.add(each.getAsJsonObject());
        }
        all.sort(Comparator.comparing(RecordingPlot::time));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no events");
        }
        OffsetDateTime first = time(all.get(0));
        List<Told> events = all.stream()
                .map(each -> new Told(
                        each.get("type").getAsString().replace("io.rangecast.", ""),
                        Duration.between(first, time(each)).toNanos() / 1e6,
                        each.getAsJsonObject("values")))
                .toList();
        return new RecordingPlot(events).draw();
    }

    private static OffsetDateTime time(JsonObject event) {
        return OffsetDateTime.parse(
                event.getAsJsonObject("values").get("startTime").getAsString());
    }

    private String draw() {
        svg.text(LEFT, 20, "start", "blocks held; in red, who was late");
        svg.text(LEFT, TIME_TOP - 14, "start", BLUE, "ms for each start");
        svg.text(LEFT + 140, TIME_TOP - 14, "start", ORANGE, "ms for which each block was held");
        svg.text(WIDTH / 2.0, HEIGHT - 8, "middle", "ms");
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, end))));
        for (double millis = 0; millis <= end; millis += step / 2) {
            svg.text(x(millis), TIME_BOTTOM + 18, "middle", String.format(Locale.ROOT, "%.0f", millis));
        }
        drawLate();
        drawHeld();
        drawTimes();
        return svg.toString();
    }

    private double x(double millis) {
        return LEFT + (WIDTH - LEFT - RIGHT) * millis / Math.max(1, end);
    }

    private void drawLate() {
        double free = 0;
        for (Told event : events) {
            double x = x(event.millis());
            boolean known = event.type().equals("LaggardKnown");
            if (known || event.type().equals("InvalidationTimeout")) {
                svg.line(x, HELD_TOP - 4, x, TIME_BOTTOM, RED, 0.5);
            }
            if (known && x >= free) { // else it would lie on the one before
                svg.text(
                        x,
                        HELD_TOP - 8,
                        "start",
                        RED,
                        event.values().get("laggard").getAsString());
                free = x + WIDTH / 4.0;
            }
        }
    }

    private void drawHeld() {
        List<double[]> steps = new ArrayList<>();
        double held = 0;
        double most = 1;
        for (Told event : events) {
            boolean freed = event.type().equals("MemoryFreed");
            if (freed || event.type().equals("MemoryHeld")) {
                steps.add(new double[] {event.millis(), held});
                held = freed
                        ? Math.max(0, held - 1)
                        : event.values().get("blocksHeld").getAsDouble();
                steps.add(new double[] {event.millis(), held});
                most = Math.max(most, held);
            }
        }
        double scale = (HELD_BOTTOM - HELD_TOP) / most;
        for (double value : new double[] {0, most / 2, most}) {
            svg.grid(LEFT, HELD_BOTTOM - scale * value, WIDTH - RIGHT, HELD_BOTTOM - scale * value);
            svg.text(LEFT - 8, HELD_BOTTOM - scale * value + 4, "end", String.format(Locale.ROOT, "%.0f", value));
        }
        svg.path(
                steps.stream()
                        .map(step -> new double[] {x(step[0]), HELD_BOTTOM - scale * step[1]})
                        .toList(),
                BLUE);
    }

    private void drawTimes() {
        LogScale scale = new LogScale(LEAST_MILLIS, MOST_MILLIS, TIME_BOTTOM, TIME_TOP);
        for (double millis = LEAST_MILLIS; millis < 2 * MOST_MILLIS; millis *= 10) {
            svg.grid(LEFT, scale.at(millis), WIDTH - RIGHT, scale.at(millis));
            svg.text(
                    LEFT - 8,
                    scale.at(millis) + 4,
                    "end",
                    String.format(Locale.ROOT, millis < 1 ? "%.3f" : "%.0f", millis));
        }
        drawTimes(scale, "InvalidateRangeStart", "duration", BLUE);
        drawTimes(scale, "MemoryFreed", "age", ORANGE);
    }

    private void drawTimes(LogScale scale, String type, String time, String colour) {
        double lastX = -1;
        double lastY = -1;
        for (Told event : events) {
            if (event.type().equals(type)) {
                double millis =
                        Duration.parse(event.values().get(time).getAsString()).toNanos() / 1e6;
                double x = Math.rint(x(event.millis()));
                double y = Math.rint(scale.at(Math.min(MOST_MILLIS, Math.max(LEAST_MILLIS, millis))));
                if (x != lastX || y != lastY) { // else it would lie on the one before
                    svg.dot(x, y, colour);
                }
                lastX = x;
                lastY = y;
            }
        }
    }
}
