package io.rangecast.jmh.rivals.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Each block is a segment of a shared {@code Arena}, which is closed. From JDK 22 on, and reached by method handles, as
 * this is compiled for an older one.
 *
 * <p>Readers read by the segment's {@code ByteBuffer}: the access checks the arena as one by the segment itself does,
 * and for a batch it was seen to be the faster of the two (0.49 to 0.62 ns a read).
 */
public final class ArenaMemory implements RevocableMemory {
    /** What JDK 17 does not know. */
    private static final class Foreign {
        static final MethodHandle OF_SHARED;
        static final MethodHandle OF_BUFFER;
        static final MethodHandle REINTERPRET;
        static final MethodHandle AS_BYTE_BUFFER;
        static final MethodHandle ALLOCATE;
        static final MethodHandle COPY_FROM;

        static {
            try {
                Class<?> arena = Class.forName("java.lang.foreign.Arena");
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                OF_SHARED = lookup.findStatic(arena, "ofShared", MethodType.methodType(arena));
                OF_BUFFER = lookup.findStatic(
                        segment, "ofBuffer", MethodType.methodType(segment, Class.forName("java.nio.Buffer")));
                REINTERPRET = lookup.findVirtual(
                        segment, "reinterpret", MethodType.methodType(segment, arena, Consumer.class));
                AS_BYTE_BUFFER = lookup.findVirtual(segment, "asByteBuffer", MethodType.methodType(ByteBuffer.class));
                ALLOCATE = lookup.findVirtual(arena, "allocate", MethodType.methodType(segment, long.class));
                COPY_FROM = lookup.findVirtual(segment, "copyFrom", MethodType.methodType(segment, segment));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private final boolean allocates;
    private AutoCloseable arena;
    private AutoCloseable nextArena;
    private volatile ByteBuffer current;
    private ByteBuffer next;

    /**
     * Memory without readers.
     *
     * @param block the first to be read
     * @param allocates true to read copies of the blocks, in memory that an arena allocates and frees, as most do; false
     *     to let a new arena own the block itself each time, which spares all that
     */
    public ArenaMemory(ByteBuffer block, boolean allocates) {
        this.allocates = allocates;
        prepare(block);
        arena = nextArena;
        current = next;
    }

    /**
     * Whether this JDK has shared arenas.
     *
     * @return true from 22 on
     */
    public static boolean isAvailable() {
        return Runtime.version().feature() >= 22;
    }

    @Override
    public void prepare(ByteBuffer block) {
        try {
            Object opened = Foreign.OF_SHARED.invoke();
            Object lent = Foreign.OF_BUFFER.invoke(block);
            Object segment = allocates
                    ? Foreign.COPY_FROM.invoke(Foreign.ALLOCATE.invoke(opened, (long) Blocks.SIZE), lent)
                    : Foreign.REINTERPRET.invoke(lent, opened, null);
            nextArena = (AutoCloseable) opened;
            next = ((ByteBuffer) Foreign.AS_BYTE_BUFFER.invoke(segment)).order(ByteOrder.nativeOrder());
        } catch (Throwable e) {
            throw new IllegalStateException("no shared arena", e);
        }
    }

    @Override
    public void revoke() {
        current = next;
        try {
            arena.close();
        } catch (Exception e) {
            throw new IllegalStateException("a shared arena does not close", e);
        }
        arena = nextArena;
    }

    @Override
    public MemoryReader newReader() {
        return new Reader(this);
    }

    private static final class Reader extends MemoryReader {
        private final ArenaMemory memory;

        Reader(ArenaMemory memory) {
            this.memory = memory;
        }

        @Override
        public long readSingly(int reads) {
            long sum = 0;
            long place = random;
            for (int i = 0; i < reads; i++) {
                place = next(place);
                sum += one(offset(place));
            }
            random = place;
            return sum;
        }

        private long one(int offset) {
            while (true) {
                try {
                    return memory.current.getLong(offset);
                } catch (IllegalStateException e) {
                    // closed meanwhile: another is current
                }
            }
        }

        @Override
        public long readBatches(int batches) {
            long sum = 0;
            for (int i = 0; i < batches; i++) {
                sum += batch();
            }
            return sum;
        }

        private long batch() {
            while (true) {
                try {
                    return batch(memory.current);
                } catch (IllegalStateException e) {
                    // closed meanwhile: another is current
                }
            }
        }
    }
}
