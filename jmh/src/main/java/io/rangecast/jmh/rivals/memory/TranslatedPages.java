package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * A page cache, read by threads that each hold translations of some pages. A page goes either if nobody holds it, by starts
 * that do not wait; or in a window that waits, for which threads that want the lock are offline; or without a word, to see
 * what all else takes.
 */
final class TranslatedPages extends PageFrames {
    private static final int ENTRIES = 2048;
    private static final int COLD_IN = 20;
    private static final int READS_BETWEEN_POLLS = 16;

    /** What an eviction does about those who hold the page. */
    enum Eviction {
        /** It starts without waiting, and leaves the page where it is if somebody holds it. */
        TRY,
        /** It waits until all have let go. */
        WAIT,
        /** It tells nobody. */
        UNTOLD
    }

    private final Eviction eviction;
    private final AddressSpace space = new AddressSpace();

    /** Of each frame the number of the page that it holds, in place of its bytes. */
    private final int[] contents = new int[FRAMES];

    TranslatedPages(Eviction eviction) {
        this.eviction = eviction;
        Arrays.setAll(contents, frame -> frame);
    }

    IntToLongFunction newReader(long seed) {
        return new Reader(seed);
    }

    @Override
    void read(int page, int frame) {
        contents[frame] = page;
    }

    /** One thread that reads. */
    private final class Reader extends RandomReads implements IntToLongFunction {
        private final TranslationCache cache;
        private final Subscriber subscriber;
        private final Subscription subscription;
        private final Invalidator invalidator = space.newInvalidator("reader");
        private final InvalidationRange range = new InvalidationRange();
        private final IntPredicate tryEvict = this::tryEvict;
        private boolean hasRead;

        Reader(long seed) {
            random = seed;
            cache = eviction == Eviction.TRY
                    ? TranslationCache.withSubscriber("reader", space, ENTRIES, PAGE)
                    : new TranslationCache(space, ENTRIES, PAGE);
            subscriber = eviction == Eviction.TRY ? cache.subscriber() : new Subscriber("reader", cache);
            subscription = space.subscribe(0, (long) PAGES * PAGE, subscriber);
        }

        /** Reads so many pages, and is offline in between; returns how many held what they should. */
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
            long place = random;
            for (int i = 0; i < count; i++) {
                place = next(place);
                int page = pageOf(place, COLD_IN);
                long raw = cache.translate((long) page * PAGE);
                while (raw == TranslationCache.MISS) {
                    fill(page);
                    raw = cache.translate((long) page * PAGE);
                }
                right += contents[(int) (raw / PAGE)] == page ? 1 : 0;
                if (i % READS_BETWEEN_POLLS == 0) {
                    subscriber.poll(Integer.MAX_VALUE);
                }
            }
            random = place;
            return right;
        }

        private boolean tryEvict(int page) {
            if (eviction == Eviction.UNTOLD) {
                unlink(page);
                return true;
            }
            range.init(space, (long) page * PAGE, (page + 1L) * PAGE);
            InvalidationResult result = eviction == Eviction.TRY
                    ? invalidator.invalidateRangeStartNonblock(range)
                    : invalidator.invalidateRangeStart(range);
            boolean goes = result == InvalidationResult.COMPLETED;
            if (goes) {
                unlink(page);
            }
            range.close();
            return goes;
        }

        private void fill(int page) {
            long seen = subscription.tryReadBegin();
            int frame = frameOf(page);
            if (frame != NOWHERE) {
                if (!cache.fill(subscription, seen, (long) page * PAGE, (long) frame * PAGE)) {
                    subscriber.poll(Integer.MAX_VALUE);
                }
            } else if (eviction == Eviction.WAIT) {
                subscriber.offline();
                load(page, tryEvict);
                subscriber.online();
            } else {
                subscriber.poll(Integer.MAX_VALUE); // what it held is in nobody's way
                load(page, tryEvict);
            }
        }
    }
}
