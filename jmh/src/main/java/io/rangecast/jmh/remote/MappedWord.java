package io.rangecast.jmh.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A word of a mapped file, by which processes tell each other a number. */
public final class MappedWord {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Path file;
    private final ByteBuffer memory;

    /**
     * Maps a file, which may be new.
     *
     * @param file whose first word it is
     */
    public MappedWord(Path file) {
        this.file = file;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES).order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    long get() {
        return (long) LONGS.getVolatile(memory, 0);
    }

    /**
     * Any process sees it from now on.
     *
     * @param value any
     */
    public void set(long value) {
        LONGS.setVolatile(memory, 0, value);
    }
}
