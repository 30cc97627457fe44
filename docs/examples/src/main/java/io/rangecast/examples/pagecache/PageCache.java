package io.rangecast.examples.pagecache;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Frames of memory that hold some pages of a mapped file. A page that is not there takes the frame of one that the clock
 * has found and that nobody uses; what is dirty is written back before, or by whoever calls {@link #writeBack}. Who uses a
 * page, and when it may go, is what forms of this differ in.
 */
abstract class PageCache {
    static final int PAGE = 4096;
    static final int PAGES = 1 << 12;
    static final int FRAMES = PAGES / 4;
    static final int NOWHERE = -1;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Where pages are; changed under the lock. */
    final AtomicIntegerArray frames = new AtomicIntegerArray(PAGES);

    /** Nobody waits for a reader who holds it: so readers may wait for it. */
    final ReentrantLock lock = new ReentrantLock();

    private final ByteBuffer file;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(FRAMES * PAGE).order(ByteOrder.nativeOrder());
    private final int[] contents = new int[FRAMES];
    private final AtomicIntegerArray used = new AtomicIntegerArray(PAGES);
    private final AtomicIntegerArray dirty = new AtomicIntegerArray(PAGES);
    private int hand;

    /** How many there were. */
    long evictions;

    /** Nothing is cached, and each word of a page of the file holds the page's number, 32 bits up. */
    PageCache(Path path) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file = channel.map(MapMode.READ_WRITE, 0, (long) PAGES * PAGE).order(ByteOrder.nativeOrder());
        }
        for (int i = 0; i < PAGES * PAGE; i += Long.BYTES) {
            file.putLong(i, (long) (i / PAGE) << 32);
        }
        for (int page = 0; page < PAGES; page++) {
            frames.set(page, NOWHERE);
        }
        Arrays.fill(contents, NOWHERE);
    }

    abstract Accessor newAccessor();

    /** Under the lock: unlinks a page unless somebody uses it, without waiting for him. */
    abstract boolean tryUnlink(int page);

    /** Without the lock: cleans a page while nobody may write to it, or does nothing. */
    abstract void whileNobodyWrites(int page, Runnable clean);

    /** Gives a page a frame, unless it has one. */
    final void load(int page) {
        lock.lock();
        try {
            if (frames.get(page) == NOWHERE) {
                int frame = findFrame();
                memory.put(frame * PAGE, file, page * PAGE, PAGE);
                contents[frame] = page;
                frames.set(page, frame);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The clock: a page that was used since the hand came by last has another turn. */
    private int findFrame() {
        while (true) {
            int frame = hand;
            int page = contents[frame];
            hand = (hand + 1) % FRAMES;
            if (page == NOWHERE) {
                return frame;
            }
            if (used.getAndSet(page, 0) == 0 && tryUnlink(page)) {
                clean(page, frame); // nobody has the page, and nobody finds it before this lock is free
                evictions++;
                return frame;
            }
        }
    }

    /** Any thread, which holds no lock and no page: writes a page back if it is dirty; it stays where it is. */
    final void writeBack(int page) {
        if (dirty.get(page) != 0) {
            whileNobodyWrites(page, () -> {
                lock.lock();
                try {
                    int frame = frames.get(page);
                    if (frame != NOWHERE) {
                        clean(page, frame);
                    }
                } finally {
                    lock.unlock();
                }
            });
        }
    }

    private void clean(int page, int frame) {
        if (dirty.getAndSet(page, 0) != 0) {
            file.put(page * PAGE, memory, frame * PAGE, PAGE);
        }
    }

    /** Tells the clock. */
    final void use(int page) {
        if (used.getOpaque(page) == 0) {
            used.setOpaque(page, 1);
        }
    }

    /** Before somebody writes, who has found the page and keeps it meanwhile. */
    final void soil(int page) {
        dirty.set(page, 1);
    }

    /** Reads a word at a raw address, which is an offset into the frames. */
    final long get(int raw) {
        return (long) LONGS.getOpaque(memory, raw);
    }

    /** Adds one to the word at a raw address. */
    final void add(int raw) {
        LONGS.getAndAdd(memory, raw, 1L);
    }

    /** What was added to all words, as the file has it; once all is written back. */
    final long sumOfFile() {
        long sum = 0;
        for (int i = 0; i < PAGES * PAGE; i += Long.BYTES) {
            sum += (int) file.getLong(i);
        }
        return sum;
    }
}
