package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording says of this library. */
@Watchdog
class FlightRecordingTest {
    private static final String START = "io.rangecast.InvalidateRangeStart";
    private static final String TIMEOUT = "io.rangecast.InvalidationTimeout";
    private static final String OVERFLOW = "io.rangecast.InboxOverflow";

    private static final String HELD = "io.rangecast.MemoryHeld";
    private static final String FREED = "io.rangecast.MemoryFreed";
    private static final String KNOWN = "io.rangecast.LaggardKnown";
    private static final String WAIT = "io.rangecast.InvalidationWait";

    private final World world = new World();

    @TempDir
    Path folder;

    @Test
    @DisplayName("a recording tells of starts, timeouts and overflows what they were about")
    void aRecordingTellsOfStartsTimeoutsAndOverflows() throws IOException {
        world.space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
        world.subscribeA();
        Invalidator impatient = world.impatient("impatient");
        InvalidationRange range = world.range(0x1000, 0x1800);
        List<RecordedEvent> events = record(true, () -> {
            while (world.space.counters().merges() == 0) {
                impatient.invalidateRangeStart(range);
                impatient.invalidateRangeEnd(range);
            }
        });

        long starts = world.space.counters().windows();
        assertThat(of(START, events)).hasSize((int) starts).allSatisfy(event -> {
            assertThat(event.getInt("space")).isEqualTo(world.space.id());
            assertThat(event.getString("reason")).isEqualTo("UNMAP");
            assertThat(event.getLong("start")).isEqualTo(0x1000);
            assertThat(event.getLong("end")).isEqualTo(0x1800);
            assertThat(event.getInt("hits")).isEqualTo(2);
            assertThat(event.getInt("records")).isEqualTo(1);
            assertThat(event.getBoolean("waited")).isTrue();
            assertThat(event.getString("result")).isEqualTo("TIMED_OUT");
        });
        assertThat(of(TIMEOUT, events))
                .hasSize((int) starts)
                .allSatisfy(event -> assertThat(event.getString("laggards")).contains("stuck"));
        assertThat(of(OVERFLOW, events))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("subscriber")).isEqualTo("stuck"));
    }

    @Test
    @DisplayName("a recording tells what is held, by whom, and how much there is with it")
    void r4ARecordingTellsWhatIsHeld() throws IOException {
        world.space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
        InvalidationRange range = world.range(0x1000, 0x1800);
        world.producer.retire(range, () -> {});
        List<RecordedEvent> events = record(true, () -> {
            world.producer.retire(range, () -> {});
            world.producer.retire(world.range(0x8000, 0x9000), () -> {});
        });
        assertThat(of(HELD, events)).singleElement().satisfies(event -> {
            assertThat(event.getInt("space")).isEqualTo(world.space.id());
            assertThat(event.getLong("start")).isEqualTo(0x1000);
            assertThat(event.getLong("end")).isEqualTo(0x1800);
            assertThat(event.getLong("bytes")).isEqualTo(0x800);
            assertThat(event.getString("holders")).isEqualTo("[stuck]");
            assertThat(event.getLong("blocksHeld")).isEqualTo(2);
            assertThat(event.getLong("bytesHeld")).isEqualTo(0x1000);
        });
    }

    @Test
    @DisplayName("a recording tells for how long what was held was held")
    void x4ARecordingTellsForHowLongItWasHeld() throws IOException {
        Subscriber late = new Subscriber("late", record -> {});
        world.space.subscribe(0x1000, 0x1000, late);
        List<RecordedEvent> events = record(true, () -> {
            world.producer.retire(world.range(0x1000, 0x1800), () -> {});
            world.producer.retire(world.range(0x8000, 0x9000), () -> {}); // nobody holds it
            late.poll(1);
            world.space.reapQuarantine();
        });
        assertThat(of(FREED, events)).singleElement().satisfies(event -> {
            assertThat(event.getInt("space")).isEqualTo(world.space.id());
            assertThat(event.getLong("start")).isEqualTo(0x1000);
            assertThat(event.getLong("end")).isEqualTo(0x1800);
            assertThat(event.getLong("bytes")).isEqualTo(0x800);
            assertThat(event.getDuration("age")).isPositive();
        });
        late.close();
    }

    @Test
    @DisplayName("a recording tells of waits, and once who becomes known as a laggard, however many wait for it")
    void x4ARecordingTellsOfWaitsAndWhoBecomesKnown() throws IOException {
        ExecutorService another = Executors.newSingleThreadExecutor(); // a wait serves what its own thread polls
        Subscriber stuck = new Subscriber("stuck", record -> {});
        ReaderGroup tasks = new ReaderGroup("tasks");
        world.space.subscribe(0x1000, 0x1000, stuck);
        world.space.subscribe(0x1000, 0x1000, tasks);
        Invalidator producer = world.space.newInvalidator("hasty", 1000);
        InvalidationRange range = world.range(0x1000, 0x1800);
        List<RecordedEvent> events = record(true, () -> {
            long section = tasks.enter();
            for (int i = 0; i < 3; i++) {
                producer.invalidateRangeStart(range);
                producer.invalidateRangeEnd(range);
            }
            CompletableFuture.runAsync(() -> stuck.poll(8), another).join(); // answers, and falls silent again
            producer.invalidateRangeStart(range);
            tasks.exit(section);
            CompletableFuture.runAsync(() -> stuck.poll(8), another).join();
            producer.await(range);
            producer.invalidateRangeEnd(range);
        });
        assertThat(of(KNOWN, events)).hasSize(3).allSatisfy(event -> {
            assertThat(event.getInt("space")).isEqualTo(world.space.id());
            assertThat(event.getDuration("silentFor")).isGreaterThanOrEqualTo(Duration.ofNanos(1000));
        });
        assertThat(of(KNOWN, events))
                .extracting(event -> event.getString("laggard"))
                .containsExactlyInAnyOrder("subscriber stuck", "reader group tasks", "subscriber stuck");
        assertThat(of(WAIT, events)).isNotEmpty().allSatisfy(event -> {
            assertThat(event.getInt("space")).isEqualTo(world.space.id());
            assertThat(event.getString("invalidator")).isEqualTo("hasty");
            assertThat(event.getBoolean("answered")).isFalse();
        });
        CompletableFuture.runAsync(stuck::close, another).join();
        another.shutdown();
    }

    @Test
    @DisplayName("a recording is not told of a wait where somebody only looks")
    void o12ARecordingIsNotToldOfALook() throws IOException {
        world.space.subscribe(0x1000, 0x1000, new Subscriber("looked at", record -> {}));
        InvalidationRange range = world.range(0x1000, 0x2000);
        world.producer.publish(range);
        assertThat(of(WAIT, record(true, () -> {
                    assertThat(world.producer.await(range, 0)).isEqualTo(TIMED_OUT);
                    assertThat(world.producer.await(range, -1)).isEqualTo(TIMED_OUT);
                })))
                .isEmpty();
    }

    @Test
    void aRecordingThatDoesNotAskForStartsGetsNone() throws IOException {
        world.subscribeA();
        assertThat(of(START, record(false, () -> world.invalidate(0x1000, 0x2000))))
                .isEmpty();
    }

    @Test
    @DisplayName("a recording is not told what the library does by itself, to have its classes loaded")
    void x4ARecordingIsNotToldOfTheRehearsal() throws IOException {
        assertThat(record(true, Rehearsal::run))
                .extracting(event -> event.getEventType().getName())
                .noneMatch(name -> name.startsWith("io.rangecast."));
    }

    private List<RecordedEvent> record(boolean all, Runnable what) throws IOException {
        try (Recording recording = new Recording()) {
            if (all) {
                recording.enable(START);
                recording.enable(OVERFLOW);
                recording.enable(HELD);
                recording.enable(FREED);
                recording.enable(KNOWN);
                recording.enable(WAIT).withThreshold(Duration.ZERO);
            }
            recording.enable(TIMEOUT).withoutStackTrace();
            recording.start();
            what.run();
            recording.stop();
            Path file = folder.resolve("test.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }
    }

    private static List<RecordedEvent> of(String name, List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }
}
