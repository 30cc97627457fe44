package io.rangecast.segment;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.LaggardPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.util.Objects;

/**
 * An arena of one thread whose memory others lease, for code that allocates from an {@link Arena} or a {@link
 * java.lang.foreign.SegmentAllocator}. To {@link #close} it costs a revocation, which asks only the readers that have a lease;
 * to close a shared arena halts every thread of the JVM.
 *
 * <pre>{@code
 * try (RevocableArena arena = RevocableArena.map(space, 1 << 20)) {
 *     MemorySegment name = arena.allocateFrom("pages"); // for this thread
 *     directory.publish(arena.memory(), arena.offsetOf(name), name.byteSize()); // for others, who lease arena.memory()
 *     ...
 * } // others have let go, or the memory is freed when they have
 * }</pre>
 *
 * <p><b>The scope</b> of what it allocates is that of a {@linkplain Arena#ofConfined confined} arena of the thread that has
 * made this: only that thread may use these segments, allocate and close, and anybody else gets a {@link
 * WrongThreadException}. The JDK has no scope that many threads share and that can be closed without asking them all, and an
 * {@code Arena} cannot bring one of its own; so others do not use these segments but lease {@link #memory()}, each for
 * itself. {@code scope().isAlive()} says whether the owner has closed this.
 *
 * <p>Memory is taken in ascending order out of one region, and given back all at once. Allocating is O(size), as memory is
 * filled with zeros, and takes no lock.
 */
public final class RevocableArena implements Arena {
    private final RevocableSegment memory;
    private final Arena own = Arena.ofConfined();
    private final MemorySegment region;
    private long allocated;

    /**
     * An arena of the current thread that allocates from memory that is there.
     *
     * @param memory writable; revoked and freed when this is closed, and not before
     * @throws IllegalArgumentException if the memory is read-only
     * @throws IllegalStateException if the memory is revoked, or another arena allocates from it
     */
    public RevocableArena(RevocableSegment memory) {
        this.memory = Objects.requireNonNull(memory, "memory");
        if (memory.isReadOnly()) {
            throw new IllegalArgumentException(memory + " is read-only");
        }
        this.region = memory.lease(own);
        if (!memory.tryOwn()) {
            own.close();
            throw new IllegalStateException(memory + " is revoked, or another arena allocates from it");
        }
    }

    /**
     * An arena of the current thread with a mapping of its own, as {@link RevocableSegment#map(AddressSpace, long)} makes
     * one.
     *
     * @param space in which it is revoked
     * @param capacity how many bytes it can allocate; what is never allocated takes addresses only
     * @return an arena in which nothing is allocated
     */
    public static RevocableArena map(AddressSpace space, long capacity) {
        return new RevocableArena(RevocableSegment.map(space, capacity));
    }

    /**
     * Allocates zeros, for the owner.
     *
     * @param byteSize how many, or 0
     * @param byteAlignment a power of two
     * @return a segment in the {@linkplain #scope scope} of this
     * @throws IllegalArgumentException if the size is negative, or the alignment no power of two
     * @throws IndexOutOfBoundsException if so much is not left
     * @throws IllegalStateException if this is closed
     * @throws WrongThreadException in another thread than the owner's
     */
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        if (byteSize < 0 || Long.bitCount(byteAlignment) != 1 || byteAlignment < 0) {
            throw new IllegalArgumentException("0x" + Long.toHexString(byteSize) + " bytes, aligned to 0x"
                    + Long.toHexString(byteAlignment) + ", cannot be allocated");
        }
        long address = memory.address();
        long from = (address + allocated + byteAlignment - 1 & -byteAlignment) - address;
        if (from < 0 || from > memory.byteSize() || byteSize > memory.byteSize() - from) {
            throw new IndexOutOfBoundsException("0x" + Long.toHexString(byteSize) + " bytes from 0x"
                    + Long.toHexString(from) + " on, of 0x" + Long.toHexString(memory.byteSize()));
        }
        MemorySegment made = region.asSlice(from, byteSize, byteAlignment);
        made.fill((byte) 0); // checks thread and scope too
        checkOwner();
        allocated = from + byteSize;
        return made;
    }

    private void checkOwner() {
        if (!region.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(this + " belongs to another thread");
        }
        if (!own.scope().isAlive()) {
            throw new IllegalStateException("Already closed");
        }
    }

    /**
     * The scope of all segments that this allocates: a confined one.
     *
     * @return the scope
     */
    @Override
    public Scope scope() {
        return own.scope();
    }

    /**
     * The memory that others lease: all of it, whatever is allocated.
     *
     * @return the memory, which only this revokes
     */
    public RevocableSegment memory() {
        return memory;
    }

    /**
     * Where in a lease of {@link #memory()} something is that was allocated here.
     *
     * @param segment allocated by this, or a slice of that
     * @return how many bytes lie before it
     * @throws IllegalArgumentException if it is not inside the memory
     */
    public long offsetOf(MemorySegment segment) {
        long offset = Objects.requireNonNull(segment, "segment").address() - memory.address();
        if (!segment.isNative() || offset < 0 || offset > memory.byteSize() - segment.byteSize()) {
            throw new IllegalArgumentException(segment + " is not inside " + memory);
        }
        return offset;
    }

    // ---- the end

    /**
     * Ends what was allocated, for the owner at once, and revokes it from others as {@link RevocableSegment#close} does: it
     * waits as long as the space's policy waits, and then leaves the memory to those who let go.
     *
     * @throws IllegalStateException if this is closed; or if a native call uses one of its segments, and it stays open; or
     *     if the space may not hold more: then {@link #memory()} is to be closed again
     * @throws WrongThreadException in another thread than the owner's
     */
    @Override
    public void close() {
        closeOwn();
        memory.close();
    }

    /**
     * Closes this, and waits for others as a policy says.
     *
     * @param policy how long to wait, and what to do then
     * @return as {@link RevocableSegment#revoke(LaggardPolicy)}; if it was not freed, {@link #memory()} is to be revoked or
     *     retired again
     * @throws IllegalStateException if this is closed; or if a native call uses one of its segments, and it stays open
     * @throws WrongThreadException in another thread than the owner's
     */
    public InvalidationResult close(LaggardPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        closeOwn();
        return memory.revoke(policy);
    }

    /**
     * Closes this, and never waits.
     *
     * @return as {@link RevocableSegment#retire()}
     * @throws IllegalStateException if this is closed; or if a native call uses one of its segments, and it stays open
     * @throws WrongThreadException in another thread than the owner's
     */
    public InvalidationResult retire() {
        closeOwn();
        return memory.retire();
    }

    /** Behind this no other arena can allocate from the memory, which the caller is to revoke. */
    void closeOwn() {
        own.close();
        memory.state = RevocableSegment.REVOKED; // by no call: an error between would leave it owned by nobody
    }

    @Override
    public String toString() {
        return "arena over " + memory;
    }
}
