package io.rangecast.jmh.replay;

import static io.rangecast.jmh.replay.TraceRow.PAGE;
import static io.rangecast.jmh.replay.TraceRow.roundUp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A recorded trace, read and checked as a whole before anything is replayed: {@code t_us,pid,op,addr,len,a3,a4}, times
 * and thread ids decimal, all else hex, gzipped or not.
 *
 * @param name what messages call it
 * @param rows the calls, in order
 */
record Trace(String name, List<TraceRow> rows) {
    private static final String HEADER = "t_us,pid,op,addr,len,a3,a4";
    private static final int COLUMNS = 7;
    private static final int GZIP_MAGIC = 0x1f;

    static Trace read(String name, InputStream in) throws IOException, TraceFormatException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(unzipped(in), StandardCharsets.US_ASCII))) {
            List<TraceRow> rows = new ArrayList<>();
            String line = lines.readLine();
            if (!HEADER.equals(line)) {
                throw new TraceFormatException(name, 1, "expected the header " + HEADER + ", found " + line);
            }
            int number = 1;
            while ((line = lines.readLine()) != null) {
                number++;
                try {
                    rows.add(parse(line));
                } catch (IllegalArgumentException e) {
                    throw new TraceFormatException(name, number, e.getMessage() + " in \"" + line + '"');
                }
            }
            return new Trace(name, rows);
        }
    }

    private static InputStream unzipped(InputStream in) throws IOException {
        PushbackInputStream start = new PushbackInputStream(in);
        int first = start.read();
        if (first >= 0) {
            start.unread(first);
        }
        return first == GZIP_MAGIC ? new GZIPInputStream(start) : start;
    }

    private static TraceRow parse(String line) {
        String[] column = line.split(",", -1);
        if (column.length != COLUMNS) {
            throw new IllegalArgumentException(column.length + " columns instead of " + COLUMNS);
        }
        TraceOp op = TraceOp.of(column[2]);
        if (op == null) {
            throw new IllegalArgumentException("unknown operation " + column[2]);
        }
        long start = hex("addr", column[3]);
        long length = hex("len", column[4]);
        long end = end("addr + len", start, length);
        boolean takesRange = switch (op) {
            case MMAP, MMAP_FIXED, MUNMAP, MPROTECT, MREMAP -> true;
            default -> false;
        };
        if (takesRange && length == 0) {
            throw new IllegalArgumentException("an empty range");
        }
        if (takesRange && start % PAGE != 0) {
            throw new IllegalArgumentException("an address inside a page");
        }
        boolean takesThird = switch (op) {
            case MMAP, MMAP_FIXED, MPROTECT, MADVISE, MREMAP, FORK, NEW_THREAD -> true;
            default -> false;
        };
        long third = takesThird ? hex("a3", column[5]) : 0;
        long newEnd = op == TraceOp.MREMAP ? end("a3 + a4", third, hex("a4", column[6])) : 0;
        if (op == TraceOp.MREMAP && (third % PAGE != 0 || newEnd == third)) {
            throw new IllegalArgumentException("an empty or unaligned new range");
        }
        long micros = decimal("t_us", column[0], Long.MAX_VALUE);
        int thread = (int) decimal("pid", column[1], Integer.MAX_VALUE);
        return new TraceRow(micros, thread, op, start, end, third, newEnd);
    }

    private static long end(String what, long start, long length) {
        long end = roundUp(start + length);
        if (length < 0 || Long.compareUnsigned(end, start) < 0) {
            throw new IllegalArgumentException(what + " goes beyond the address space");
        }
        return end;
    }

    private static long decimal(String what, String digits, long most) {
        try {
            long value = Long.parseUnsignedLong(digits);
            if (value >= 0 && value <= most) {
                return value;
            }
            throw new IllegalArgumentException(what + " is above " + most);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is not a decimal number");
        }
    }

    private static long hex(String what, String digits) {
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " is not a hex number");
        }
    }
}
