package io.rangecast.jmh.rivals.memory;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/**
 * Fixed frames for the pages of a file. A page that is nowhere takes, under a lock, the frame of the next one in turn that
 * can go. Frames stay mapped, so who comes too late reads another page, and meets no fault. Most reads are of a quarter of
 * the pages that have frames, and some of any.
 */
abstract class PageFrames {
    static final int PAGE = 4096;
    static final int PAGES = 1 << 14;
    static final int FRAMES = 1 << 12;
    static final int NOWHERE = -1;

    private static final int HOT = FRAMES / 4;

    /** After so many looks in vain, whoever has the lock has no core. */
    private static final int PATIENCE = 1_000;

    /** Behind the pages, and so far that readers do not have its line. */
    private static final int HAND = FRAMES + 32;

    private final ReentrantLock lock = new ReentrantLock();

    /** The page in each frame, and whose turn it is; under the lock. */
    private final int[] pages = new int[HAND + 32];

    /** Page to frame. */
    private final AtomicIntegerArray frames = new AtomicIntegerArray(PAGES);

    /** The first pages are in frames, or are about to be read into them. */
    PageFrames() {
        for (int page = 0; page < PAGES; page++) {
            frames.set(page, page < FRAMES ? page : NOWHERE);
            pages[page % FRAMES] = page % FRAMES;
        }
    }

    /** A page at random, and one in so many any page. */
    static int pageOf(long place, int coldIn) {
        int high = (int) (place >>> 40);
        return high % coldIn == 0 ? (int) (place >>> 20) & (PAGES - 1) : high & (HOT - 1);
    }

    final int frameOf(int page) {
        return frames.getAcquire(page);
    }

    /**
     * Reads a page into a frame, unless it is in one.
     *
     * @param tryEvict called under the lock: has a page go, by {@link #unlink}; false if it stays
     */
    final void load(int page, IntPredicate tryEvict) {
        lock();
        try {
            if (frames.get(page) == NOWHERE) {
                int frame = freeFrame(tryEvict);
                pages[frame] = page;
                read(page, frame);
                frames.setRelease(page, frame);
            }
        } finally {
            lock.unlock();
        }
    }

    /** To park would take longer than anybody has it, and blur what is compared. */
    private void lock() {
        for (int looks = 0; !lock.tryLock(); looks++) {
            if (looks < PATIENCE) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private int freeFrame(IntPredicate tryEvict) {
        int frame;
        do {
            frame = pages[HAND];
            pages[HAND] = (frame + 1) % FRAMES;
        } while (!tryEvict.test(pages[frame]));
        return frame;
    }

    final void unlink(int page) {
        frames.set(page, NOWHERE);
    }

    /** Under the lock: puts a page into a frame that is nobody's. */
    abstract void read(int page, int frame);
}
