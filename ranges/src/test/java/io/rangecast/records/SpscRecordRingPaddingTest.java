package io.rangecast.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the two sides of a ring write: found by what changes. */
class SpscRecordRingPaddingTest {
    private static final int APART = 128;
    private static final int CAPACITY = 4;

    private final SpscRecordRing ring = new SpscRecordRing(CAPACITY);
    private ByteBuffer memory;
    private long[] positions;

    @BeforeEach
    void lookInside() throws ReflectiveOperationException {
        memory = (ByteBuffer) valueOf("memory");
        positions = (long[]) valueOf("positions");
    }

    private Object valueOf(String name) throws ReflectiveOperationException {
        Field field = SpscRecordRing.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(ring);
    }

    @Test
    void thePositionsLieApartFromEachOtherAndFromTheEndsOfTheirArray() {
        ring.claim();
        List<Integer> producers = changedBy(ring::publish);
        List<Integer> consumers = changedBy(ring::release);

        assertThat(producers).hasSize(1);
        assertThat(consumers).hasSize(1);
        assertThat(consumers.get(0) - producers.get(0)).isGreaterThanOrEqualTo(APART);
        assertThat(producers.get(0)).isGreaterThanOrEqualTo(APART);
        assertThat(positions.length * Long.BYTES - consumers.get(0)).isGreaterThanOrEqualTo(APART);
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

    /** The first bytes of the positions that an action has changed. */
    private List<Integer> changedBy(Runnable action) {
        long[] before = positions.clone();
        action.run();
        return IntStream.range(0, before.length)
                .filter(i -> before[i] != positions[i])
                .map(i -> i * Long.BYTES)
                .boxed()
                .toList();
    }
}
