package io.rangecast.segment;

import io.rangecast.notifier.ReaderGroup;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * The time for which one thread leases memory as one of a {@link SegmentGroup}. A revocation waits for its end, so it is short,
 * and takes no lock under which others revoke. Belongs to the thread that has entered.
 */
public final class SegmentSection implements AutoCloseable {
    private final SegmentGroup group;
    private ReaderGroup readers;
    private long ticket;

    /** Null before the first lease. */
    private Arena arena;

    SegmentSection(SegmentGroup group) {
        this.group = group;
    }

    /** Two plain stores behind the entry. */
    void enter(ReaderGroup into) {
        ticket = into.enter();
        readers = into;
    }

    /**
     * The memory, for this thread, until the section ends. Allocates a segment. Never waits.
     *
     * @param segment of the group's space
     * @return its bytes from the first to the last; null if it is revoked
     * @throws IllegalArgumentException if the memory is of another space
     * @throws IllegalStateException if the section is closed
     * @throws WrongThreadException in another thread than that of its first lease
     */
    public MemorySegment lease(RevocableSegment segment) {
        Objects.requireNonNull(segment, "segment");
        if (readers == null) {
            throw new IllegalStateException("a section of " + group + " is closed");
        }
        if (segment.space() != group.space()) {
            throw new IllegalArgumentException(
                    segment + " is of " + segment.space() + ", and " + group + " of " + group.space());
        }
        if (segment.isRevoked()) { // behind the entry: who marks it later waits for this section
            return null;
        }
        if (arena == null) {
            arena = Arena.ofConfined();
        }
        return segment.lease(arena);
    }

    /**
     * Ends the section: its leases are closed, and then nobody waits for it any more. A second call does nothing. If an error
     * strikes behind the leases, starts may wait for it until its group is closed or evicted.
     *
     * @throws IllegalStateException if a native call uses a lease; the section is open then, and can be closed again
     * @throws WrongThreadException in another thread than that of its first lease
     */
    @Override
    public void close() {
        ReaderGroup entered = readers;
        if (entered != null) {
            if (arena != null && arena.scope().isAlive()) { // else an error has struck when it was closed
                arena.close();
            }
            readers = null; // first: what an error in the exit leaves neither leases nor leaves twice
            entered.exit(ticket);
        }
    }
}
