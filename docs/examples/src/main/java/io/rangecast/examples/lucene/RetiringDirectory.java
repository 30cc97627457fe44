package io.rangecast.examples.lucene;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.NIOFSDirectory;

/**
 * Maps files to read them, and gives the memory back when they are closed and no section is open any more that may hold
 * it. Lucene closes files in whatever thread drops the last reference, some of them under the writer's monitor: so a close
 * retires, and does not wait.
 *
 * <p>The files of an index are written once. None may be larger than 2 GB here, as a buffer is not either.
 */
final class RetiringDirectory extends FilterDirectory {
    private static final MethodHandle UNMAP = unmapping();

    private final Path path;
    private final AddressSpace space;

    /** Where the next file begins in the space, whose addresses are used once. */
    private final AtomicLong end = new AtomicLong();

    /**
     * A directory.
     *
     * @param path where its files are
     * @param space in which its readers subscribe; null to unmap at once
     */
    RetiringDirectory(Path path, AddressSpace space) throws IOException {
        super(new NIOFSDirectory(path));
        this.path = path;
        this.space = space;
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        ensureOpen();
        try (FileChannel channel = FileChannel.open(path.resolve(name))) {
            ByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, channel.size());
            return new MappedInput(name, mapped, () -> close(mapped));
        }
    }

    private void close(ByteBuffer mapped) {
        int length = mapped.capacity();
        if (space == null || length == 0) {
            unmap(mapped);
        } else {
            long start = end.getAndAdd(length);
            space.retire(InvalidationEvent.UNMAP, start, start + length, () -> unmap(mapped));
        }
    }

    /** What {@code jdk.unsupported} exports for this. Whoever maps by the foreign memory API closes an arena instead. */
    private static MethodHandle unmapping() {
        try {
            Class<?> type = Class.forName("sun.misc.Unsafe");
            Field unsafe = type.getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(unsafe.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static void unmap(ByteBuffer mapped) {
        try {
            UNMAP.invokeExact(mapped);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
