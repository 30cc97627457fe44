package io.rangecast.examples.nearcache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Numbers in a file that several processes map: the home's data, which count upwards, so that who looks can say which of two is
 * older; and what each process has counted, which outlives it.
 */
final class Store {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    Store(Path file, int numbers) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) numbers * Long.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long get(int index) {
        return (long) LONGS.getAcquire(memory, index * Long.BYTES);
    }

    /** All of them, each at some moment. */
    long[] all() {
        long[] copy = new long[memory.capacity() / Long.BYTES];
        Arrays.setAll(copy, this::get);
        return copy;
    }

    /** By one thread for each number. */
    void add(int index, long more) {
        LONGS.setRelease(memory, index * Long.BYTES, get(index) + more);
    }
}
