package io.rangecast.notifier;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The open sections of one group, and where they were entered: in checked mode, as {@link MisuseChecks}. Any thread. */
final class SectionChecks {
    private static final AtomicLong LAST_TICKET = new AtomicLong();

    /** One open section; its stack is that of the thread that entered it. */
    private static final class Entry extends Throwable {
        private static final long serialVersionUID = 1L;

        private final transient Thread thread = Thread.currentThread();
        private final int place;

        private Entry(int place) {
            this.place = place;
        }
    }

    private final Map<Long, Entry> open = new ConcurrentHashMap<>();

    /** A section is counted at a place; returns its ticket, which no other section of any group has. */
    long entered(int place) {
        long ticket = LAST_TICKET.incrementAndGet();
        open.put(ticket, new Entry(place));
        return ticket;
    }

    /** A section is left; returns its place, or -1 if it is not open. */
    int left(long ticket) {
        Entry entry = open.remove(ticket);
        return entry == null ? -1 : entry.place;
    }

    boolean isEnteredHere() {
        Thread current = Thread.currentThread();
        return open.values().stream().anyMatch(entry -> entry.thread == current);
    }

    void describe(StringBuilder report) {
        open.forEach((ticket, entry) -> {
            report.append("  section 0x").append(Long.toHexString(ticket));
            report.append(", entered by thread \"")
                    .append(entry.thread.getName())
                    .append("\"\n");
            for (StackTraceElement frame : entry.getStackTrace()) {
                report.append("    at ").append(frame).append('\n');
            }
        });
    }
}
