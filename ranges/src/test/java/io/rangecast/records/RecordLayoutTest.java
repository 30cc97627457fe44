package io.rangecast.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordLayoutTest {
    @Test
    void fieldsAreAlignedFitTheRecordAndDoNotOverlap() {
        BitSet taken = new BitSet();
        taken.set(RecordLayout.SEQUENCE, RecordLayout.SEQUENCE + Long.BYTES);
        for (RecordField field : RecordField.values()) {
            assertThat(field.offset % field.size).as("alignment of %s", field).isZero();
            assertThat(taken.get(field.offset, field.offset + field.size).isEmpty())
                    .as("%s has bytes of its own", field)
                    .isTrue();
            taken.set(field.offset, field.offset + field.size);
        }

        assertThat(taken.length()).isLessThanOrEqualTo(RecordLayout.RECORD_SIZE);
        assertThat(RecordLayout.SEQUENCE % Long.BYTES).isZero();
        assertThat(RecordLayout.RECORD_SIZE).isEqualTo(64);
    }

    @Test
    void theseTestsKnowEveryFieldOfTheLayout() throws IllegalAccessException {
        for (Field constant : RecordLayout.class.getFields()) {
            assertThat(Modifier.isStatic(constant.getModifiers())).isTrue();
            String name = constant.getName();
            if (!name.equals("SEQUENCE") && !name.equals("RECORD_SIZE")) {
                assertThat(RecordField.valueOf(name).offset).as(name).isEqualTo(constant.getInt(null));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFieldKeepsExtremeValuesAndDisturbsNoOther(RecordField tested) {
        SpscRecordRing ring = new SpscRecordRing(2);
        long[] extremes = {Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, -128, 127, -1, 0, 1};
        long sequence = 0;
        for (long value : extremes) {
            int slot = ring.claim();
            for (RecordField field : RecordField.values()) {
                field.put(ring, slot, ~value);
            }
            tested.put(ring, slot, value);
            ring.publish();
            sequence++;

            assertThat(ring.peek()).isEqualTo(slot);
            assertThat(ring.getLong(slot, RecordLayout.SEQUENCE)).isEqualTo(sequence);
            for (RecordField field : RecordField.values()) {
                assertThat(field.get(ring, slot))
                        .as("%s after %x went into %s", field, value, tested)
                        .isEqualTo(field.kept(field == tested ? value : ~value));
            }
            ring.release();
        }
    }
}
