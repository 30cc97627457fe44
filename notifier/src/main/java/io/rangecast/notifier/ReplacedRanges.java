package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Ranges that a thread has forgotten since it polled last, to make room or as it was told to: raw addresses that it was
 * given before are good until it polls next, so it holds them all the same. Its thread adds and clears, producers look.
 *
 * <p>The words are their number, then start and end of each. The first has the subscriber's next poll clear them. If they
 * are too many the thread counts as holding everything until then.
 */
final class ReplacedRanges {
    static final int MOST = 64;

    private static final int COUNT = 0;
    private static final int EVERYTHING = MOST + 1;

    private final AtomicLongArray words = new AtomicLongArray(1 + 2 * MOST);

    /** Set before there is any. */
    private Subscriber subscriber;

    void of(Subscriber owner) {
        subscriber = owner;
    }

    // ---- the subscriber's thread

    /** Before the range is forgotten. */
    void add(long start, long end) {
        int count = (int) words.getPlain(COUNT);
        if (count >= MOST) {
            words.setRelease(COUNT, EVERYTHING);
            return;
        }
        words.setRelease(1 + 2 * count, start);
        words.setRelease(2 + 2 * count, end);
        words.setRelease(COUNT, count + 1);
        if (count == 0) {
            subscriber.ring(Doorbell.NOTICE);
        }
    }

    void addEverything() {
        add(0, Interval.MAX_END);
    }

    /** The thread polls. */
    void clear() {
        if (words.getPlain(COUNT) != 0) {
            words.setRelease(COUNT, 0); // behind all uses: pairs with overlap()
        }
    }

    // ---- any thread

    boolean overlap(long start, long end) {
        int count = (int) words.getAcquire(COUNT);
        if (count == EVERYTHING) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            long from = words.getAcquire(1 + 2 * i);
            long to = words.getAcquire(2 + 2 * i); // words of two ranges: the first of them was cleared
            if (Long.compareUnsigned(from, end) < 0 && Long.compareUnsigned(start, to) < 0) {
                return true;
            }
        }
        return false;
    }
}
