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
 * Draws what a flight recording says of one program: how many blocks were held, how old each was when it was freed, and when
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
    private static final int AGE_TOP = 240;
    private static final int AGE_BOTTOM = 370;
    private static final String BLUE = "#0b62a4";
    private static final String RED = "#b3261e";

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
        svg.text(LEFT, 20, "start", "blocks held");
        svg.text(LEFT, AGE_TOP - 14, "start", "age of each when it was freed, ms");
        svg.text(WIDTH / 2.0, HEIGHT - 8, "middle", "ms");
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, end))));
        for (double millis = 0; millis <= end; millis += step / 2) {
            svg.text(x(millis), AGE_BOTTOM + 18, "middle", String.format(Locale.ROOT, "%.0f", millis));
        }
        drawLate();
        drawHeld();
        drawAges();
        return svg.toString();
    }

    private double x(double millis) {
        return LEFT + (WIDTH - LEFT - RIGHT) * millis / Math.max(1, end);
    }

    private void drawLate() {
        for (Told event : events) {
            boolean late = event.type().equals("LaggardKnown") || event.type().equals("InvalidationTimeout");
            if (late) {
                svg.line(x(event.millis()), HELD_TOP - 16, x(event.millis()), AGE_BOTTOM, RED, 1);
            }
            if (event.type().equals("LaggardKnown")) {
                svg.text(
                        x(event.millis()) + 3,
                        HELD_TOP - 8,
                        "start",
                        RED,
                        event.values().get("laggard").getAsString());
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

    private void drawAges() {
        LogScale ages = new LogScale(0.001, 1000, AGE_BOTTOM, AGE_TOP);
        for (double millis = 0.001; millis < 2000; millis *= 10) {
            svg.grid(LEFT, ages.at(millis), WIDTH - RIGHT, ages.at(millis));
            svg.text(
                    LEFT - 8,
                    ages.at(millis) + 4,
                    "end",
                    String.format(Locale.ROOT, millis < 1 ? "%.3f" : "%.0f", millis));
        }
        double lastX = -1;
        double lastY = -1;
        for (Told event : events) {
            if (event.type().equals("MemoryFreed")) {
                double age =
                        Duration.parse(event.values().get("age").getAsString()).toNanos() / 1e6;
                double x = Math.rint(x(event.millis()));
                double y = Math.rint(ages.at(Math.min(1000, Math.max(0.001, age))));
                if (x != lastX || y != lastY) { // else it would lie on the one before
                    svg.dot(x, y, BLUE);
                }
                lastX = x;
                lastY = y;
            }
        }
    }
}
