package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static final String HEADER = "t_us,pid,op,addr,len,a3,a4\n";

    @Test
    void readsTimesAndThreadsDecimalAndTheRestHexWithEndsRoundedUpToPages() throws Exception {
        Trace trace = read(HEADER + "495,24942,M,7f5ea6c68000,73,3,22a\n512,24943,R,10000,1000,20000,1001\n");

        assertThat(trace.rows())
                .containsExactly(
                        new TraceRow(495, 24942, TraceOp.MMAP, 0x7f5ea6c68000L, 0x7f5ea6c69000L, 3, 0),
                        new TraceRow(512, 24943, TraceOp.MREMAP, 0x10000, 0x11000, 0x20000, 0x22000));
    }

    @Test
    void readsTheNewThreadOfAForkAsHex() throws Exception {
        assertThat(read(HEADER + "1,27257,F,0,0,6a7c,\n").rows().get(0).newThread())
                .isEqualTo(27260);
    }

    @Test
    void readsTimesOfMoreThanAnHour() throws Exception {
        assertThat(read(HEADER + "2147483648,1,U,1000,1000,,\n").rows().get(0).micros())
                .isEqualTo(1L << 31);
        assertThat(read(HEADER + "5000000000,1,U,1000,1000,,\n").rows().get(0).micros())
                .isEqualTo(5_000_000_000L);
    }

    @Test
    void readsZippedAndPlainAlike() throws Exception {
        String text = HEADER + "1,2,U,1000,1000,,\n";
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(text.getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(Trace.read("t", new ByteArrayInputStream(zipped.toByteArray())))
                .isEqualTo(read(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,M,zz,1000,3,22a              | addr is not a hex number",
                "1,2,M,1000,,3,22a                | len is not a hex number",
                "x,2,M,1000,1000,3,22a            | t_us is not a decimal number",
                "1,-2,M,1000,1000,3,22a           | pid is not a decimal number",
                "1,2147483648,M,1000,1000,3,22a   | pid is above 2147483647",
                "9223372036854775808,2,M,1000,1000,3,22a | t_us is above 9223372036854775807",
                "1,2,Q,1000,1000,3,22a            | unknown operation Q",
                "1,2,M,1000,1000,3                | 6 columns instead of 7",
                "1,2,M,1000,0,3,22a               | an empty range",
                "1,2,U,1001,1000,,                | an address inside a page",
                "1,2,U,fffffffffffff000,1001,,    | addr + len goes beyond the address space",
                "1,2,R,1000,1000,2000,0           | an empty or unaligned new range",
                "1,2,R,1000,1000,2000,            | a4 is not a hex number",
                "1,2,P,1000,1000,,                | a3 is not a hex number"
            })
    void namesTheLineThatItDoesNotUnderstand(String line, String complaint) {
        assertThatThrownBy(() -> read(HEADER + "1,2,U,1000,1000,,\n" + line.trim() + "\n"))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("t:3: " + complaint)
                .hasMessageContaining(line.trim());
    }

    @Test
    void asksForTheHeader() {
        assertThatThrownBy(() -> read("1,2,U,1000,1000,,\n"))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("t:1: expected the header");
        assertThatThrownBy(() -> read("")).isInstanceOf(TraceFormatException.class);
    }

    private static Trace read(String text) throws IOException, TraceFormatException {
        return Trace.read("t", new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
