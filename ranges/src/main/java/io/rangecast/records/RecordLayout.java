package io.rangecast.records;

/**
 * The 64-byte record that travels from a producer to a subscriber thread: one cache line, in native byte order.
 *
 * <pre>
 *   0               8               16              24
 *   +---------------+---------------+---------------+---------------+
 *   | sequence      | start         | end           | owner         |
 *   +---------------+---------------+-------+-------+-+-----+-------+
 *   | area id       | area generat. | space | prot. |e| -   | flags |
 *   +---------------+---------------+-------+-------+-+-----+-------+
 *   32              40              48      52      56      60
 * </pre>
 *
 * <p>The sequence is written last and read first (release, acquire): it says that the rest of the line is there, so
 * that one line carries data and signal. It counts the records of a ring from 1; a ring never used reads 0. Releasing a
 * record negates its sequence, so that the same line carries the acknowledgement back.
 */
public final class RecordLayout {
    /** Size of a record and of its slot in bytes. */
    public static final int RECORD_SIZE = 64;

    /** {@code long}: the number of the record in its ring, from 1; negative once it is released. */
    public static final int SEQUENCE = 0;

    /** {@code long}: first byte of the range, unsigned. */
    public static final int START = 8;

    /** {@code long}: the byte after the last of the range, unsigned. */
    public static final int END = 16;

    /** {@code long}: who causes the change, as the producer numbers owners; 0 for nobody. */
    public static final int OWNER = 24;

    /** {@code long}: the area's id. */
    public static final int AREA_ID = 32;

    /** {@code long}: the area's generation; 0 where the record names no area. */
    public static final int AREA_GENERATION = 40;

    /** {@code int}: the number of the address space. */
    public static final int SPACE_ID = 48;

    /** {@code int}: the area's protection. */
    public static final int AREA_PROTECTION = 52;

    /** {@code byte}: the number of the event. */
    public static final int EVENT = 56;

    /** {@code byte}: 1 if nobody can have masked out the event, else 0. */
    public static final int UNMASKABLE = 57;

    /** {@code int}: flags. */
    public static final int FLAGS = 60;

    private RecordLayout() {}
}
