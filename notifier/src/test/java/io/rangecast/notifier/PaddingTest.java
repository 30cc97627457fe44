package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.World;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

/**
 * Words that different threads write lie {@value #APART} bytes from each other and from whatever the JVM puts beside
 * their object, where it really lays them out.
 */
@Tag("jol")
class PaddingTest {
    private static final int APART = 128;
    private static final int LINE = 64;
    private static final long MARK = 0x5ca1ab1e_0ddba11L;

    @Test
    void paddedWordsLieInTheMiddleOfTheirArray() throws ReflectiveOperationException {
        for (int count : new int[] {1, 2, 11}) {
            PaddedWords words = new PaddedWords(count);
            for (int i = 0; i < count; i++) {
                words.plain(i, MARK);
            }
            long[] array = (long[]) valueOf(PaddedWords.class, "words", words);

            assertApartFromTheEnds(array, offsetsOf(array, MARK));
        }
    }

    @Test
    void hitCountersLieInTheMiddleOfTheirArray() throws ReflectiveOperationException {
        HitCounters counters = new HitCounters();
        counters.hit();
        counters.miss();
        long[] array = (long[]) valueOf(HitCounters.class, "counts", counters);

        assertThat(offsetsOf(array, 1)).hasSize(2);
        assertApartFromTheEnds(array, offsetsOf(array, 1));
    }

    @Test
    @DisplayName("a subscription takes at most 96 bytes, and its state shares no line with what its neighbours read")
    void q7ASubscriptionIsSmallAndItsStateSharesNoLineWithItsNeighbours() {
        ClassLayout layout = ClassLayout.parseClass(Subscription.class);
        assertThat(layout.instanceSize()).isBetween(2L * Integer.BYTES + LINE, 96L);
        FieldLayout state = field(layout, "state");
        for (String name : List.of("state", "notifier", "subscriber")) {
            FieldLayout read = field(layout, name);
            assertThat(layout.instanceSize() + state.offset() - read.offset())
                    .as("bytes from %s to the state of the next object", name)
                    .isGreaterThanOrEqualTo(LINE);
            assertThat(layout.instanceSize() + read.offset() - state.offset())
                    .as("bytes from the state to %s of the next object", name)
                    .isGreaterThanOrEqualTo(LINE);
        }
    }

    @Test
    void theBellsOfASubscriberLieApartFromAllElse() throws ReflectiveOperationException {
        ClassLayout layout = ClassLayout.parseClass(Subscriber.class);
        FieldLayout bells = field(layout, "bells");

        assertThat(bells.offset() - layout.headerSize()).isGreaterThanOrEqualTo(APART);
        assertThat(layout.instanceSize() - end(bells)).isGreaterThanOrEqualTo(APART);
        for (FieldLayout other : layout.fields()) {
            if (!other.name().matches("[pq]\\d{3}|bells")) {
                assertThat(other.offset() - end(bells))
                        .as("bytes between bells and %s", other.name())
                        .isGreaterThanOrEqualTo(APART);
            }
        }
        assertThat(Doorbell.class.getDeclaredField("words").getType()).isEqualTo(PaddedWords.class);
    }

    @Test
    void theWindowsOfOneProducerLieOneALineAndApartFromTheEnds() throws ReflectiveOperationException {
        WindowTable table = new WindowTable();
        AddressSpace space = new AddressSpace();
        for (int i = 0; i < 100; i++) { // more than fit at first
            table.open(new InvalidationRange().init(space, MARK + i, Long.MAX_VALUE).window);
        }
        long[] array = (long[]) valueOf(WindowTable.class, "words", table);

        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            starts.addAll(offsetsOf(array, MARK + i));
        }
        starts.sort(null);
        assertThat(starts).hasSize(100);
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 1)).isEqualTo(LINE);
        }
        assertApartFromTheEnds(array, List.of(starts.get(0) - LINE, starts.get(99) + LINE)); // whole lines of them
    }

    @Test
    void whatAProducerWritesAtEachStartLiesBehindPadding() {
        for (Class<?> type :
                List.of(InvalidationRange.class, Window.class, Acknowledgements.class, AcknowledgementPause.class)) {
            ClassLayout layout = ClassLayout.parseClass(type);
            assertThat(layout.fields())
                    .filteredOn(field -> !field.name().matches("p\\d{3}"))
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(field.offset() - layout.headerSize())
                            .as("bytes before %s of %s", field.name(), type)
                            .isGreaterThanOrEqualTo(APART));
        }
    }

    @Test
    @DisplayName("threads whose sections are counted in different stripes write lines that lie apart")
    void s3StripesOfSectionsLieApart() throws ReflectiveOperationException {
        SectionCounts counts = new SectionCounts(4);
        Set<Integer> places = new HashSet<>();
        while (places.size() < 4) {
            places.add(PollingThread.background(counts::enter).join());
        }
        places.forEach(place -> counts.plain(place, MARK));
        long[] array = (long[]) valueOf(PaddedWords.class, "words", counts);

        List<Long> offsets = offsetsOf(array, MARK);
        assertThat(offsets).hasSize(4);
        for (int i = 1; i < offsets.size(); i++) {
            assertThat(offsets.get(i) - offsets.get(i - 1)).isGreaterThanOrEqualTo(APART);
        }
        assertApartFromTheEnds(array, offsets);
    }

    @Test
    void theHitsOfAWindowLieInTheMiddleOfTheirArrayHoweverItHasGrown() throws ReflectiveOperationException {
        World world = new World();
        InvalidationRange range = world.range(0x1000, 0x2000);
        world.subscribeA();
        world.producer.invalidateRangeStart(range);
        assertThat((Object[]) valueOf(Hits.class, "hits", range.window))
                .as("one alone")
                .containsOnlyNulls();
        world.producer.invalidateRangeEnd(range);
        for (int hits = 2; hits <= 100; hits++) {
            world.subscribeA();
            world.producer.invalidateRangeStart(range);
            List<?> array = Arrays.asList((Object[]) valueOf(Hits.class, "hits", range.window));
            int first = IntStream.range(0, array.size())
                    .filter(at -> array.get(at) != null)
                    .findFirst()
                    .orElseThrow();
            int after = array.size() - first - hits;
            assertThat(array.subList(first, first + hits)).doesNotContainNull();
            assertThat(Math.min(first, after) * sizeOfReference())
                    .as("bytes around %d hits", hits)
                    .isGreaterThanOrEqualTo(APART);
            world.producer.invalidateRangeEnd(range);
        }
    }

    private static long sizeOfReference() {
        return ClassLayout.parseInstance(new Object[1]).fields().first().size();
    }

    private static void assertApartFromTheEnds(long[] array, List<Long> offsets) {
        ClassLayout layout = ClassLayout.parseInstance(array);
        assertThat(offsets).isNotEmpty().allSatisfy(offset -> {
            assertThat(offset - layout.headerSize()).isGreaterThanOrEqualTo(APART);
            assertThat(layout.instanceSize() - offset - Long.BYTES).isGreaterThanOrEqualTo(APART);
        });
    }

    /** Where in the object an array holds a value. */
    private static List<Long> offsetsOf(long[] array, long value) {
        long base = ClassLayout.parseInstance(array).headerSize();
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < array.length; i++) {
            if (array[i] == value) {
                offsets.add(base + (long) i * Long.BYTES);
            }
        }
        return offsets;
    }

    private static FieldLayout field(ClassLayout layout, String name) {
        return layout.fields().stream()
                .filter(field -> field.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static long end(FieldLayout field) {
        return field.offset() + field.size();
    }

    private static Object valueOf(Class<?> type, String name, Object in) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(in);
    }
}
