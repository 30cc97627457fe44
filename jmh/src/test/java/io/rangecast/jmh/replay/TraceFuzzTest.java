package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.jmh.Effort;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Traces with mistakes in them: what is read is sound, or the reader says what is wrong. Nothing else is thrown. More
 * with {@code -Deffort=}, the same again with {@code -Dseed=}.
 */
@Tag("proof")
class TraceFuzzTest {
    private static final int TRACES = Effort.of(50_000);
    private static final long SEED =
            Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private static final String HEADER = "t_us,pid,op,addr,len,a3,a4\n";
    private static final String[] OPERATIONS = {
        "M", "X", "U", "P", "A", "R", "B", "I", "S", "L", "F", "T", "t", "E", "Z", "FT", "FA"
    };
    private static final String[] NUMBERS = {
        "",
        "0",
        "1",
        "fff",
        "1000",
        "7fffffff",
        "80000000",
        "ffffffff",
        "100000000",
        "7fffffffffffffff",
        "8000000000000000",
        "fffffffffffff000",
        "ffffffffffffffff",
        "10000000000000000",
        "-1",
        "+1",
        " 1",
        "1e",
        "0x1"
    };

    private final SplittableRandom random = new SplittableRandom(SEED);
    private int understood;
    private int rejected;

    @Test
    void linesOfAnyKindAreReadOrRejected() {
        for (int i = 0; i < TRACES; i++) {
            read(i, bytes(HEADER + line() + line()));
        }
        assertThat(understood).as("sound traces").isGreaterThan(TRACES / 100);
        assertThat(rejected).as("rejected traces").isGreaterThan(TRACES / 10);
    }

    @Test
    void bytesThatWereChangedOrLostAreReadOrRejected() throws IOException {
        byte[] plain = bytes(HEADER + "495,24942,M,7f5ea6c68000,73,3,22a\n512,24943,R,10000,1000,20000,1001\n");
        byte[] zipped = zipped(plain);
        for (int i = 0; i < TRACES; i++) {
            read(i, damaged(i % 2 == 0 ? plain : zipped));
        }
        assertThat(understood).as("sound traces").isGreaterThan(TRACES / 100);
        assertThat(rejected).as("rejected traces").isGreaterThan(TRACES / 10);
    }

    private void read(int number, byte[] trace) {
        try {
            Trace.read("t", new ByteArrayInputStream(trace)).rows().forEach(TraceFuzzTest::assertSound);
            understood++;
        } catch (TraceFormatException e) {
            assertThat(e).hasMessageMatching("(?s)t:[1-9]\\d*: .+");
            rejected++;
        } catch (IOException e) { // damaged gzip
            rejected++;
        } catch (RuntimeException | AssertionError e) {
            String text = new String(trace, StandardCharsets.ISO_8859_1);
            throw new AssertionError("trace " + number + " with -Dseed=" + SEED + ": " + text, e);
        }
    }

    private static void assertSound(TraceRow row) {
        assertThat(row.micros()).isNotNegative();
        assertThat(row.op()).isNotNull();
        assertThat(Long.compareUnsigned(row.start(), row.end())).isNotPositive();
        switch (row.op()) {
            case MMAP, MMAP_FIXED, MUNMAP, MPROTECT, MREMAP -> {
                assertThat(row.start()).isNotEqualTo(row.end());
                assertThat(row.start() % TraceRow.PAGE).isZero();
                assertThat(row.end() % TraceRow.PAGE).isZero();
            }
            default -> {}
        }
        if (row.op() == TraceOp.MREMAP) {
            assertThat(Long.compareUnsigned(row.third(), row.newEnd())).isNegative();
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        int columns = random.nextInt(32) == 0 ? random.nextInt(10) : 7;
        for (int i = 0; i < columns; i++) {
            line.append(i == 0 ? "" : ",").append(column(i));
        }
        return line.append(random.nextInt(32) == 0 ? "\r\n" : "\n").toString();
    }

    private String column(int index) {
        if (random.nextInt(16) == 0) {
            return NUMBERS[random.nextInt(NUMBERS.length)];
        }
        return switch (index) {
            case 0, 1 -> Long.toString(random.nextLong(1L << random.nextInt(1, 34)));
            case 2 -> OPERATIONS[random.nextInt(OPERATIONS.length)];
            default -> Long.toHexString(random.nextLong() >>> random.nextInt(64) & (random.nextBoolean() ? -4096 : -1));
        };
    }

    private byte[] damaged(byte[] sound) {
        byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
        for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(plain);
        }
        return zipped.toByteArray();
    }
}
