package io.rangecast.jmh.compare.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntToLongFunction;

/**
 * A page cache of fixed frames, read by threads that each hold translations of some pages; low pages are read more often.
 * A page that is not there takes the frame of the next one in turn, under a lock: either of the first that nobody holds, by
 * starts that do not wait; or in a window that waits, for which threads that want the lock are offline.
 */
final class PageCache {
    private static final long PAGE = 4096;
    private static final int PAGES = 1 << 14;
    private static final int FRAMES = 1 << 12;
    private static final int ENTRIES = 256;
    private static final int READS_BETWEEN_POLLS = 16;
    private static final int NOWHERE = -1;

    private final boolean tries;
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("evictor");
    private final InvalidationRange range = new InvalidationRange();
    private final ReentrantLock lock = new ReentrantLock();

    /** Of each frame the number of the page that it holds, in place of its bytes. */
    private final int[] contents = new int[FRAMES];

    /** Page to frame; changed inside windows only, but for pages that were nowhere. */
    private final AtomicIntegerArray frames = new AtomicIntegerArray(PAGES);

    private int hand;

    PageCache(boolean tries) {
        this.tries = tries;
        for (int page = 0; page < PAGES; page++) {
            frames.set(page, page < FRAMES ? page : NOWHERE);
        }
        Arrays.setAll(contents, frame -> frame);
    }

    Reader newReader(long seed) {
        return new Reader(new SplittableRandom(seed));
    }

    /** Under the lock: the frame of a page that is nowhere now. */
    private int evict() {
        while (true) {
            int frame = hand;
            hand = (hand + 1) % FRAMES;
            long page = contents[frame];
            range.init(space, page * PAGE, (page + 1) * PAGE);
            InvalidationResult result =
                    tries ? invalidator.invalidateRangeStartNonblock(range) : invalidator.invalidateRangeStart(range);
            if (result == InvalidationResult.COMPLETED) {
                frames.set((int) page, NOWHERE);
                contents[frame] = NOWHERE;
                invalidator.invalidateRangeEnd(range);
                return frame;
            }
            range.close();
        }
    }

    private void load(int page) {
        lock.lock();
        try {
            if (frames.get(page) == NOWHERE) {
                int frame = evict();
                contents[frame] = page;
                frames.setRelease(page, frame);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One thread that reads. */
    final class Reader implements IntToLongFunction {
        private final TranslationCache cache;
        private final Subscriber subscriber;
        private final Subscription subscription;
        private final SplittableRandom random;
        private boolean hasRead;

        private Reader(SplittableRandom random) {
            this.random = random;
            cache = tries
                    ? TranslationCache.withSubscriber("reader", space, ENTRIES, PAGE)
                    : new TranslationCache(space, ENTRIES, PAGE);
            subscriber = tries ? cache.subscriber() : new Subscriber("reader", cache);
            subscription = space.subscribe(0, PAGES * PAGE, subscriber);
        }

        /** Reads so many pages, and is offline in between; answers how many held what they should. */
        @Override
        public long applyAsLong(int count) {
            subscriber.attach();
            if (hasRead) {
                subscriber.online();
            }
            hasRead = true;
            long right = read(count);
            subscriber.offline();
            return right;
        }

        private long read(int count) {
            long right = 0;
            for (int i = 0; i < count; i++) {
                double uniform = random.nextDouble();
                int page = (int) (PAGES * uniform * uniform * uniform);
                long raw = cache.translate(page * PAGE);
                while (raw == TranslationCache.MISS) {
                    fill(page);
                    raw = cache.translate(page * PAGE);
                }
                right += contents[(int) (raw / PAGE)] == page ? 1 : 0;
                if (i % READS_BETWEEN_POLLS == 0) {
                    subscriber.poll(Integer.MAX_VALUE);
                }
            }
            return right;
        }

        private void fill(int page) {
            long seen = subscription.tryReadBegin();
            int frame = frames.getAcquire(page);
            if (frame != NOWHERE) {
                if (!cache.fill(subscription, seen, page * PAGE, frame * PAGE)) {
                    subscriber.poll(Integer.MAX_VALUE);
                }
            } else if (tries) {
                subscriber.poll(Integer.MAX_VALUE); // what it held is in nobody's way
                load(page);
            } else {
                subscriber.offline();
                load(page);
                subscriber.online();
            }
        }
    }
}
