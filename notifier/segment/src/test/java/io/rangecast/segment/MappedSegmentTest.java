package io.rangecast.segment;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.AddressSpace;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory that the operating system takes back for good: a late access kills the process. */
@Timeout(120)
class MappedSegmentTest {
    private static final int KILLED = 1; // the status of a JVM that has reported a signal and writes no core
    private static final String ALLOWED = "--enable-native-access=ALL-UNNAMED";

    private final AddressSpace space = new AddressSpace();

    @TempDir
    private Path folder;

    @Test
    @DisplayName("memory that is mapped is zeros, is written and read by leases, and goes when it is revoked")
    void v12MemoryIsMappedAndGoes() throws IOException {
        try (SegmentReader reader = new SegmentReader("reader", space)) {
            RevocableSegment segment = RevocableSegment.map(space, 0x2000);
            MemorySegment lease = reader.lease(segment);
            assertThat(lease.get(JAVA_LONG, 0x1ff8)).isZero();
            lease.set(JAVA_LONG, 0x1ff8, 1);
            assertThat(mappings()).anyMatch(line -> isIn(line, segment.address()));
            assertThat(segment.revoke()).isEqualTo(COMPLETED);
            assertThat(mappings()).noneMatch(line -> isIn(line, segment.address()));
            assertThatThrownBy(() -> lease.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static List<String> mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps"));
    }

    private static boolean isIn(String line, long address) {
        String[] bounds = line.substring(0, line.indexOf(' ')).split("-");
        return Long.parseUnsignedLong(bounds[0], 16) <= address && address < Long.parseUnsignedLong(bounds[1], 16);
    }

    @Test
    @DisplayName("a part of a file is mapped, to be read only, or to be written")
    void v12APartOfAFileIsMapped() throws IOException {
        Path file = folder.resolve("pages");
        byte[] content = new byte[0x3000];
        content[0x1005] = 5;
        Files.write(file, content);
        try (SegmentReader reader = new SegmentReader("reader", space);
                RevocableSegment readable = RevocableSegment.map(space, file, 0x1000, 0x2000, false);
                RevocableSegment writable = RevocableSegment.map(space, file, 0x1000, 0x10, true)) {
            MemorySegment lease = reader.lease(readable);
            assertThat(lease.get(JAVA_BYTE, 5)).isEqualTo((byte) 5);
            assertThat(lease.isReadOnly()).isTrue();
            reader.lease(writable).set(JAVA_BYTE, 6, (byte) 6);
            assertThat(lease.get(JAVA_BYTE, 6)).isEqualTo((byte) 6);
        }
        assertThat(Files.readAllBytes(file)[0x1006]).isEqualTo((byte) 6);
    }

    @Test
    @DisplayName("what cannot be mapped is refused with what the system says")
    void v12WhatCannotBeMappedIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("small"), new byte[0x10]);
        assertThatThrownBy(() -> RevocableSegment.map(space, file, 0, 0x11, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x11 bytes from 0x0 on are not in ")
                .hasMessageEndingWith("which has 0x10");
        assertThatThrownBy(() -> RevocableSegment.map(space, file, -1, 1, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RevocableSegment.map(space, file, 1, 1, false))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("has failed, errno 22");
        assertThatThrownBy(() -> RevocableSegment.map(space, folder, 0, 1, true))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("has failed, errno 21");
        assertThatThrownBy(() -> RevocableSegment.map(space, 1L << 60))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("mmap of 0x1000000000000000 bytes has failed, errno 12");
    }

    @Test
    @DisplayName("memory is mapped and unmapped under readers, and nobody reads what is not there; no warning is given")
    void v13MemoryIsUnmappedUnderReaders() throws Exception {
        assertThat(ForkedJvm.run(ALLOWED, UnmappedUnderReaders.class, "leases"))
                .startsWith("status 0")
                .contains("0 wrong")
                .doesNotContain("WARNING");
    }

    @Test
    @DisplayName("the same with addresses that nobody asks for kills the process")
    void v13TheSameUngatedKillsTheProcess() throws Exception {
        assertThat(ForkedJvm.run(ALLOWED, UnmappedUnderReaders.class, "ungated"))
                .startsWith("status " + KILLED)
                .contains("SIGSEGV");
    }
}
