package io.rangecast.notifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mappings of a process that the operating system lists, ascending. Immutable. */
final class ProcMaps {
    /** The list of Linux, one line for each mapping: {@code start-end rwxp …} in hex. */
    private static final Path LIST = Path.of("/proc/self/maps");

    private static final int RADIX = 16;

    /**
     * One mapping.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param protection a union of {@link Vma#READ} and so on
     */
    record Mapping(long start, long end, int protection) {}

    private final List<Mapping> mappings = new ArrayList<>();

    private ProcMaps() {}

    /** Of this process, now. O(its mappings), about a microsecond each. */
    static ProcMaps ofThisProcess() {
        if (!Files.isReadable(LIST)) {
            throw new UnsupportedOperationException(
                    "this platform has no list of a process's mappings: " + LIST + " cannot be read");
        }
        try {
            return of(Files.readAllLines(LIST, StandardCharsets.ISO_8859_1)); // a path may hold any bytes
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + LIST, e);
        }
    }

    static ProcMaps of(List<String> lines) {
        ProcMaps list = new ProcMaps();
        lines.forEach(line -> list.mappings.add(parse(line)));
        return list;
    }

    private static Mapping parse(String line) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ', dash + 1);
        if (dash < 0 || space < 0 || line.length() < space + 4) {
            throw new IllegalStateException(LIST + " has a line that is not understood: " + line);
        }
        int protection = (line.charAt(space + 1) == 'r' ? Vma.READ : 0)
                | (line.charAt(space + 2) == 'w' ? Vma.WRITE : 0)
                | (line.charAt(space + 3) == 'x' ? Vma.EXEC : 0);
        try {
            long start = Long.parseUnsignedLong(line, 0, dash, RADIX);
            return new Mapping(start, Long.parseUnsignedLong(line, dash + 1, space, RADIX), protection);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(LIST + " has a line that is not understood: " + line, e);
        }
    }

    List<Mapping> all() {
        return mappings;
    }

    /** The first mapping that ends above an address, as an index; their number for none. O(log n). */
    int firstAbove(long address) {
        int from = 0;
        int to = mappings.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(mappings.get(middle).end, address) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /**
     * The greatest power of two of which all bounds are multiples: the page size, as far as can be told without asking
     * the system. Of some dozens of mappings one begins or ends at an odd page.
     */
    long granule() {
        long bits = 0;
        for (Mapping mapping : mappings) {
            bits |= mapping.start | mapping.end;
        }
        return bits == 0 ? 1 : Long.lowestOneBit(bits);
    }
}
