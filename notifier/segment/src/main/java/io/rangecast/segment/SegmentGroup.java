package io.rangecast.segment;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.ReaderGroup;
import java.util.Objects;

/**
 * Leases for readers that come and go: searches, requests, tasks of a pool, virtual threads. They last for a section, and need
 * no poll.
 *
 * <pre>{@code
 * try (SegmentSection section = group.enter()) {
 *     MemorySegment page = section.lease(directory.get(number));
 *     return page == null ? absent() : use(page);
 * }
 * }</pre>
 *
 * <p>A revocation of memory of the space waits for the sections of the group that are open when it looks, whatever they lease,
 * and for no later ones. Any thread may call any method. Sections serve {@link RevocableSegment#revoke} and {@code retire} only:
 * a window that a producer opens itself over memory that stays, to change it, does not keep later sections out.
 */
public final class SegmentGroup implements AutoCloseable {
    private final AddressSpace space;
    private final ReaderGroup readers;

    /**
     * A group without sections.
     *
     * @param name how reports call it
     * @param space of the memory that it leases
     * @throws IllegalStateException if the space is released
     */
    public SegmentGroup(String name, AddressSpace space) {
        this.space = Objects.requireNonNull(space, "space");
        this.readers = new ReaderGroup(name);
        space.subscribe(readers);
    }

    /**
     * Opens a section, for the current thread. Wait-free; allocates the section, and with its first lease an arena.
     *
     * @return the section, to be closed by this thread
     * @throws IllegalStateException if the group is closed or evicted
     */
    public SegmentSection enter() {
        SegmentSection section = new SegmentSection(this);
        section.enter(readers);
        return section;
    }

    AddressSpace space() {
        return space;
    }

    /**
     * Ends the group: nobody enters any more. Revocations still wait for open sections. Does not wait. A second call does
     * nothing more.
     */
    @Override
    public void close() {
        readers.close();
    }

    @Override
    public String toString() {
        return "segment group " + readers.name();
    }
}
