package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the two sides of a ring write: found by what changes in its memory. */
class SpscRecordRingPaddingTest {
    private static final int APART = 128;
    private static final int CAPACITY = 4;

    private final SpscRecordRing ring = new SpscRecordRing(CAPACITY);
    private ByteBuffer memory;

    @BeforeEach
    void lookInside() throws ReflectiveOperationException {
        Field field = SpscRecordRing.class.getDeclaredField("memory");
        field.setAccessible(true);
        memory = (ByteBuffer) field.get(ring);
    }

    @Test
    void whatProducerAndConsumerWriteLiesApartFromEachOtherAndFromTheSlots() {
        List<Integer> slots = new ArrayList<>();
        List<Integer> produced = changedBy(() -> {
            for (int slot = ring.claim(); slot != SpscRecordRing.NONE; slot = ring.claim()) {
                slots.add(slot);
                ring.publish();
            }
        });
        List<Integer> producers =
                produced.stream().filter(at -> at < slots.get(0)).toList();
        List<Integer> released = changedBy(ring::release);
        List<Integer> consumers =
                released.stream().filter(at -> at < slots.get(0)).toList();

        assertThat(released).contains(slots.get(0) + RecordLayout.SEQUENCE).hasSize(consumers.size() + 1);
        assertThat(producers).isNotEmpty();
        assertThat(consumers).isNotEmpty();
        assertThat(consumers).allSatisfy(at -> {
            assertThat(producers).allMatch(other -> Math.abs(at - other) > APART - Long.BYTES);
            assertThat(slots.get(0) - at).isGreaterThanOrEqualTo(APART);
        });
        assertThat(producers).allMatch(at -> slots.get(0) - at >= APART);
    }

    @Test
    void slotsAreWholeLinesAndTheirNeighboursAreNobodys() {
        assertThat(memory.alignmentOffset(0, APART)).isZero();
        for (int i = 0; i < CAPACITY; i++) {
            int slot = ring.claim();
            assertThat(slot % RecordLayout.RECORD_SIZE).isZero();
            assertThat(memory.capacity() - (slot + RecordLayout.RECORD_SIZE)).isGreaterThanOrEqualTo(APART);
            ring.publish();
        }
    }

    /** The words' first bytes that an action has changed. */
    private List<Integer> changedBy(Runnable action) {
        long[] before = words();
        action.run();
        long[] after = words();
        return IntStream.range(0, before.length)
                .filter(i -> before[i] != after[i])
                .map(i -> i * Long.BYTES)
                .boxed()
                .toList();
    }

    private long[] words() {
        return IntStream.range(0, memory.capacity() / Long.BYTES)
                .mapToLong(i -> memory.getLong(i * Long.BYTES))
                .toArray();
    }
}
