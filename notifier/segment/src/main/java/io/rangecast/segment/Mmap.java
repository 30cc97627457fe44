package io.rangecast.segment;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Calls of the operating system that map memory, and take it back. Any thread. */
final class Mmap {
    /** What a call has returned, and what it has left in errno. */
    private record Returned(long value, int errno) {
        boolean failed() {
            return value == -1;
        }
    }

    private static final String SYSTEM = System.getProperty("os.name");
    private static final boolean IS_MAC = SYSTEM.toLowerCase(Locale.ROOT).startsWith("mac");
    private static final boolean IS_KNOWN = IS_MAC || SYSTEM.equals("Linux");

    private static final int O_RDONLY = 0;
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = IS_MAC ? 0x1000000 : 0x80000;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = IS_MAC ? 0x1000 : 0x20;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** The functions, once somebody maps. */
    private static final class Calls {
        static final MethodHandle MMAP = find(
                "mmap",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MUNMAP = find("munmap", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
        static final MethodHandle OPEN =
                find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
        static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        private static MethodHandle find(String name, FunctionDescriptor type, Linker.Option... more) {
            Linker linker = Linker.nativeLinker();
            Linker.Option[] options = new Linker.Option[more.length + 1];
            options[0] = Linker.Option.captureCallState("errno");
            System.arraycopy(more, 0, options, 1, more.length);
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type, options);
        }
    }

    private Mmap() {}

    /** Memory of zeros. */
    static MemorySegment anonymous(long bytes) {
        Returned mapped = map(bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped.failed()) {
            throw new OutOfMemoryError(describe("mmap of 0x" + Long.toHexString(bytes) + " bytes", mapped));
        }
        return MemorySegment.ofAddress(mapped.value()).reinterpret(bytes);
    }

    /** A part of a file. */
    static MemorySegment file(Path file, long offset, long bytes, boolean writable) throws IOException {
        long size = Files.size(file);
        if (offset < 0 || bytes > size - offset) {
            throw new IllegalArgumentException("0x" + Long.toHexString(bytes) + " bytes from 0x"
                    + Long.toHexString(offset) + " on are not in " + file + ", which has 0x" + Long.toHexString(size));
        }
        checkSystem();
        int descriptor = open(file, writable);
        Returned mapped;
        try {
            mapped = map(bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, descriptor, offset);
        } finally {
            call(capture -> (int) Calls.CLOSE.invokeExact(capture, descriptor));
        }
        if (mapped.failed()) {
            throw new IOException(describe(
                    "mmap of 0x" + Long.toHexString(bytes) + " bytes of " + file + " from 0x" + Long.toHexString(offset)
                            + " on",
                    mapped));
        }
        MemorySegment memory = MemorySegment.ofAddress(mapped.value()).reinterpret(bytes);
        return writable ? memory : memory.asReadOnly();
    }

    /** What was mapped here, of which nobody uses anything any more. */
    static void unmap(MemorySegment memory) {
        long address = memory.address();
        long bytes = memory.byteSize();
        Returned unmapped = call(capture -> (int) Calls.MUNMAP.invokeExact(capture, address, bytes));
        if (unmapped.failed()) {
            throw new IllegalStateException(describe("munmap of " + memory, unmapped));
        }
    }

    private static int open(Path file, boolean writable) throws IOException {
        int flags = (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString());
            Returned opened = call(capture -> (int) Calls.OPEN.invokeExact(capture, name, flags));
            if (opened.failed()) {
                throw new IOException(describe("open of " + file, opened));
            }
            return (int) opened.value();
        }
    }

    private static Returned map(long bytes, int protection, int flags, int descriptor, long offset) {
        checkSystem();
        return call(
                capture -> (long) Calls.MMAP.invokeExact(capture, 0L, bytes, protection, flags, descriptor, offset));
    }

    private static void checkSystem() {
        if (!IS_KNOWN) {
            throw new UnsupportedOperationException("no memory is mapped on " + SYSTEM);
        }
    }

    private interface Call {
        long invoke(MemorySegment capture) throws Throwable;
    }

    private static Returned call(Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment capture = arena.allocate(STATE);
            return new Returned(call.invoke(capture), (int) ERRNO.get(capture, 0L));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable impossible) { // a call of the system throws nothing
            throw new AssertionError(impossible);
        }
    }

    private static String describe(String what, Returned returned) {
        return what + " has failed, errno " + returned.errno();
    }
}
