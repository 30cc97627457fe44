package io.rangecast.records;

/** The fields of {@link RecordLayout} that a producer writes, by the names of their offsets. */
enum RecordField {
    START(RecordLayout.START, Long.BYTES),
    END(RecordLayout.END, Long.BYTES),
    OWNER(RecordLayout.OWNER, Long.BYTES),
    AREA_ID(RecordLayout.AREA_ID, Long.BYTES),
    AREA_GENERATION(RecordLayout.AREA_GENERATION, Long.BYTES),
    SPACE_ID(RecordLayout.SPACE_ID, Integer.BYTES),
    AREA_PROTECTION(RecordLayout.AREA_PROTECTION, Integer.BYTES),
    EVENT(RecordLayout.EVENT, Byte.BYTES),
    UNMASKABLE(RecordLayout.UNMASKABLE, Byte.BYTES),
    FLAGS(RecordLayout.FLAGS, Integer.BYTES);

    final int offset;
    final int size;

    RecordField(int offset, int size) {
        this.offset = offset;
        this.size = size;
    }

    /** Writes as many low bits of a value as the field has. */
    void put(SpscRecordRing ring, int slot, long value) {
        switch (size) {
            case Long.BYTES -> ring.putLong(slot, offset, value);
            case Integer.BYTES -> ring.putInt(slot, offset, (int) value);
            default -> ring.putByte(slot, offset, (byte) value);
        }
    }

    long get(SpscRecordRing ring, int slot) {
        return switch (size) {
            case Long.BYTES -> ring.getLong(slot, offset);
            case Integer.BYTES -> ring.getInt(slot, offset);
            default -> ring.getByte(slot, offset);
        };
    }

    /** What {@link #get} answers after {@link #put} of a value. */
    long kept(long value) {
        int unused = Long.SIZE - size * Byte.SIZE;
        return value << unused >> unused;
    }
}
