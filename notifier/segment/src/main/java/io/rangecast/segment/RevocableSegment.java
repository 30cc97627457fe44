package io.rangecast.segment;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.LaggardPolicy;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Memory that readers lease, and that can be taken from them: {@link #revoke} waits until they have let go, {@link #retire}
 * never waits. It is freed once, when all have let go, and not before.
 *
 * <p>Any thread may call any method. A thread that revokes must not hold a lock that a reader may want, nor be inside a section
 * of a {@link SegmentGroup}; one that retires may. A thread that waits lets go of its own leases meanwhile.
 *
 * <p>What was done before a revocation happens before readers lose their leases, and what they did with those happens before
 * the memory is freed. Revoking costs O(log n) in the subscriptions of the space, and a record for each reader that has a
 * lease; readers without one, and all other threads of the JVM, are not disturbed. It allocates a little.
 *
 * <p>Revoke, or retire, all memory of a space before you {@linkplain AddressSpace#close close} the space. Afterwards nobody is
 * left to tell, and memory would be freed under the readers that have a lease.
 */
public final class RevocableSegment implements AutoCloseable {
    private static final int OPEN = 0;

    /** An arena allocates from it, whose owner is to close that first. */
    private static final int OWNED = 1;

    static final int REVOKED = 2;

    private static final VarHandle STATE;
    private static final VarHandle FREED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(RevocableSegment.class, "state", int.class);
            FREED = lookup.findVarHandle(RevocableSegment.class, "freed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AddressSpace space;
    private final MemorySegment memory;
    private final Runnable free;

    /**
     * Volatile: read by readers behind their subscription or their entry, written before a start looks for these. From OWNED only
     * the arena leads on, to REVOKED.
     */
    volatile int state = OPEN;

    private volatile boolean freed;

    private RevocableSegment(AddressSpace space, MemorySegment memory, Runnable free) {
        this.space = space;
        this.memory = memory;
        this.free = free;
    }

    /**
     * Memory of your own.
     *
     * @param space in which it is revoked; its addresses are those of the process
     * @param memory native; leases of a read-only segment are read-only. It is kept reachable, but nobody may close it before
     *     it is freed here
     * @param free frees it; called once, by the thread that finds that all have let go
     * @return memory that can be leased
     * @throws IllegalArgumentException if the memory is not native, or has no bytes
     * @throws IllegalCallerException if the JVM denies native access to this module: see the package
     */
    public static RevocableSegment of(AddressSpace space, MemorySegment memory, Runnable free) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(memory, "memory");
        Objects.requireNonNull(free, "free");
        if (!memory.isNative() || memory.byteSize() == 0) {
            throw new IllegalArgumentException(memory + " is no native memory, or has no bytes");
        }
        NativeAccess.check();
        return new RevocableSegment(space, memory, free);
    }

    /**
     * Maps memory of zeros, which goes back to the operating system when it is freed. Linux and macOS.
     *
     * @param space in which it is revoked
     * @param bytes how many; whole pages are mapped, and given memory when they are first touched
     * @return memory that can be leased
     * @throws IllegalArgumentException if the number is not positive
     * @throws IllegalCallerException if the JVM denies native access to this module: see the package
     * @throws OutOfMemoryError if the system has none
     * @throws UnsupportedOperationException on another system
     */
    public static RevocableSegment map(AddressSpace space, long bytes) {
        Objects.requireNonNull(space, "space");
        checkBytes(bytes);
        NativeAccess.check();
        return mapped(space, Mmap.anonymous(bytes));
    }

    /**
     * Maps a part of a file, shared with others that map it. Linux and macOS.
     *
     * @param space in which it is revoked
     * @param file that exists; of the default file system
     * @param offset first byte, at the beginning of a page
     * @param bytes how many, inside the file, which must not become shorter
     * @param writable false for leases that are read-only
     * @return memory that can be leased
     * @throws IllegalArgumentException if the number of bytes is not positive, the offset negative, or their end beyond the
     *     end of the file
     * @throws IllegalCallerException if the JVM denies native access to this module: see the package
     * @throws IOException if the file cannot be opened or mapped so
     * @throws UnsupportedOperationException on another system
     */
    public static RevocableSegment map(AddressSpace space, Path file, long offset, long bytes, boolean writable)
            throws IOException {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(file, "file");
        checkBytes(bytes);
        NativeAccess.check();
        return mapped(space, Mmap.file(file, offset, bytes, writable));
    }

    private static RevocableSegment mapped(AddressSpace space, MemorySegment memory) {
        return new RevocableSegment(space, memory, () -> Mmap.unmap(memory));
    }

    private static void checkBytes(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("0x" + Long.toHexString(bytes) + " bytes are no memory");
        }
    }

    // ---- the end

    /**
     * Revokes the memory as {@link AddressSpace#laggardPolicy()} says.
     *
     * @return as {@link #revoke(LaggardPolicy)}
     * @throws IllegalStateException as there
     */
    public InvalidationResult revoke() {
        return revoke(space.laggardPolicy());
    }

    /**
     * Revokes the memory: nobody gets a lease any more, and the readers that have one are told, and waited for as a policy
     * says. The memory stays revoked whatever this returns, and may be revoked or retired again. If two threads do so at the
     * same time, it is freed once. Waits as {@link io.rangecast.notifier.Invalidator#invalidateRangeStart} does.
     *
     * @param policy how long to wait, and what to do then
     * @return {@link InvalidationResult#COMPLETED} if all have let go, and the memory was freed; {@code RETIRED} if it will be
     *     freed when they have. Else nobody frees it before it is revoked or retired again: {@code TIMED_OUT} or {@code FAILED}
     *     if the policy gives up; {@code AGAIN} if the policy only looks once, or the space may not {@linkplain
     *     AddressSpace#limitHeld hold} more. This throws what freeing throws
     * @throws IllegalStateException if a {@link RevocableArena} allocates from it, which is to be closed instead; or in a
     *     callback or record handler that would wait for itself
     */
    public InvalidationResult revoke(LaggardPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        markRevoked();
        return freed
                ? InvalidationResult.COMPLETED
                : space.invalidate(InvalidationEvent.UNMAP, address(), end(), this::free, policy);
    }

    /**
     * Revokes the memory without waiting. It is freed when all have let go, by the threads that {@link AddressSpace#retire}
     * names. May be called under any lock.
     *
     * @return {@link InvalidationResult#COMPLETED} if it was freed at once, {@code RETIRED} if it will be freed later; {@code
     *     AGAIN} if the space may not hold more: then it is revoked, and has to be retired again
     * @throws IllegalStateException as {@link #revoke(LaggardPolicy)}
     */
    public InvalidationResult retire() {
        markRevoked();
        return freed
                ? InvalidationResult.COMPLETED
                : space.retire(InvalidationEvent.UNMAP, address(), end(), this::free);
    }

    /**
     * Revokes the memory without waiting, as {@link #retire()} does, and has an executor free it.
     *
     * @param executor frees it, when all have let go
     * @return as {@link #retire()}
     * @throws IllegalStateException as {@link #revoke(LaggardPolicy)}
     */
    public InvalidationResult retire(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        markRevoked();
        return freed
                ? InvalidationResult.COMPLETED
                : space.retire(InvalidationEvent.UNMAP, address(), end(), this::free, executor);
    }

    /**
     * Revokes the memory, waits as long as {@link AddressSpace#laggardPolicy()} waits, and then leaves it to be freed when all
     * have let go. A second call asks again, or does nothing if it is freed.
     *
     * @throws IllegalStateException as {@link #revoke(LaggardPolicy)}; or if the space may not hold more: then this has to be
     *     closed again
     */
    @Override
    public void close() {
        LaggardPolicy chosen = space.laggardPolicy();
        boolean aborts = chosen.action() == LaggardPolicy.Action.ABORT;
        if (revoke(aborts ? LaggardPolicy.retireAfter(chosen.waitNanos()) : chosen) == InvalidationResult.AGAIN) {
            throw new IllegalStateException(this + " is still leased, and " + space + " may not hold more");
        }
    }

    private void markRevoked() {
        if ((int) STATE.compareAndExchange(this, OPEN, REVOKED) == OWNED) {
            throw new IllegalStateException("an arena allocates from " + this + ": close that");
        }
    }

    private void free() {
        if (FREED.compareAndSet(this, false, true)) {
            free.run();
        }
    }

    /** An arena allocates from it from now on; false if it is revoked, or another does. */
    boolean tryOwn() {
        return STATE.compareAndSet(this, OPEN, OWNED);
    }

    // ---- leases

    /** A segment over this in somebody's arena. To be asked whether it is revoked behind that, or before. */
    MemorySegment lease(Arena arena) {
        MemorySegment lease = MemorySegment.ofAddress(address()).reinterpret(byteSize(), arena, null);
        return memory.isReadOnly() ? lease.asReadOnly() : lease;
    }

    boolean isReadOnly() {
        return memory.isReadOnly();
    }

    // ---- questions

    /**
     * Where it is revoked.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    /**
     * Its first byte. Not to be used without a lease.
     *
     * @return the address
     */
    public long address() {
        return memory.address();
    }

    long end() {
        return address() + byteSize();
    }

    /**
     * How long it is.
     *
     * @return in bytes
     */
    public long byteSize() {
        return memory.byteSize();
    }

    /**
     * Whether nobody gets a lease any more. Volatile.
     *
     * @return true once somebody has begun to revoke or to retire it
     */
    public boolean isRevoked() {
        return state == REVOKED;
    }

    /**
     * Whether all have let go, and the action that frees it has run, or runs just now, or has thrown.
     *
     * @return true once nobody can use it
     */
    public boolean isFreed() {
        return freed;
    }

    @Override
    public String toString() {
        return "revocable segment [0x" + Long.toHexString(address()) + ",0x" + Long.toHexString(end()) + ")";
    }
}
