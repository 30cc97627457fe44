package io.rangecast.notifier.safety;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Pages that the kernel really takes away: each is a mapping of its own, wherever the kernel puts it. Linux only.
 * Compiled by {@link MemorySafetyTest} on a JVM with the foreign-function interface.
 */
final class MappedPages implements Pages {
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MREMAP_MAYMOVE_FIXED = 3;
    private static final int MADV_DONTNEED = 4;
    private static final long FAILED = -1;

    private static final MethodHandle MMAP =
            function("mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle MPROTECT = function("mprotect", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MADVISE = function("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle MREMAP =
            function("mremap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);

    /** All of the process's memory: a load from it is a load and nothing else. */
    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Where each page is, or 0. */
    private final long[] raw = new long[COUNT];

    /** Where each page moves next: reserved, as nobody else must be there, and so that no page moves to where one was. */
    private final long[] spare = new long[COUNT];

    MappedPages() {
        Arrays.setAll(spare, page -> map(PROT_NONE));
    }

    @Override
    public long give(int page, long word) {
        if (raw[page] == 0) {
            raw[page] = map(PROT_READ_WRITE);
        } else {
            protect(raw[page], PROT_READ_WRITE);
        }
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            MEMORY.set(JAVA_LONG, raw[page] + i, word);
        }
        return raw[page];
    }

    @Override
    public void take(int page, Taking how) {
        switch (how) {
            case PROTECT -> protect(raw[page], PROT_NONE);
            case DISCARD -> call("madvise", MADVISE, raw[page], (long) BYTES, MADV_DONTNEED);
            case MOVE -> {
                long target = spare[page];
                raw[page] = call("mremap", MREMAP, raw[page], (long) BYTES, (long) BYTES, MREMAP_MAYMOVE_FIXED, target);
                spare[page] = map(PROT_NONE);
            }
            case UNMAP -> {
                call("munmap", MUNMAP, raw[page], (long) BYTES);
                raw[page] = 0;
            }
        }
    }

    @Override
    public long read(long at) {
        return MEMORY.get(JAVA_LONG, at);
    }

    private static long map(int protection) {
        return call("mmap", MMAP, 0L, (long) BYTES, protection, MAP_PRIVATE_ANONYMOUS, -1, 0L);
    }

    private static void protect(long at, int protection) {
        call("mprotect", MPROTECT, at, (long) BYTES, protection);
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
        // Of these only mremap is variadic, from its fifth argument on.
        return arguments.length == 5
                ? linker.downcallHandle(address(linker, name), descriptor, Linker.Option.firstVariadicArg(4))
                : linker.downcallHandle(address(linker, name), descriptor);
    }

    private static MemorySegment address(Linker linker, String name) {
        return linker.defaultLookup().find(name).orElseThrow();
    }

    private static long call(String name, MethodHandle function, Object... arguments) {
        long result;
        try {
            result = ((Number) function.invokeWithArguments(arguments)).longValue();
        } catch (Throwable e) {
            throw new AssertionError(name, e);
        }
        if (result == FAILED) {
            throw new IllegalStateException(name + " failed at 0x" + Long.toHexString((long) arguments[0]));
        }
        return result;
    }
}
