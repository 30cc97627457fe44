package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.RangeCallback;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * Ranges to start, among subscriptions to every second page.
 *
 * @param starts where each begins; their number is a power of two
 * @param length of each, in bytes
 */
record PageProbes(long[] starts, long length) {
    static final long PAGE = 4096;

    /** How many there are: enough that a large structure is not in the caches by chance. */
    static final int COUNT = 1 << 14;

    /** Each hits so many of the subscriptions, somewhere. */
    static PageProbes hitting(int hits, int subscriptions, long seed) {
        return random(subscriptions - hits + 1, 0, (2 * hits - 1) * PAGE, seed);
    }

    /** Each is a page between two subscriptions. */
    static PageProbes missing(int subscriptions, long seed) {
        return random(Math.max(1, subscriptions), PAGE, PAGE, seed);
    }

    private static PageProbes random(int places, long offset, long length, long seed) {
        return new PageProbes(
                new SplittableRandom(seed)
                        .ints(COUNT, 0, places)
                        .mapToLong(i -> 2 * PAGE * i + offset)
                        .toArray(),
                length);
    }

    /** The same, so many subscriptions further up. */
    PageProbes from(int subscription) {
        return new PageProbes(
                LongStream.of(starts)
                        .map(start -> start + 2 * PAGE * subscription)
                        .toArray(),
                length);
    }

    long start(int i) {
        return starts[i & (starts.length - 1)];
    }

    long end(int i) {
        return start(i) + length;
    }

    /** Subscribes a callback to each page there is a subscription to. */
    static void subscribe(InvalidationBus<?> bus, int subscriptions, long seed, RangeCallback callback) {
        forEachPage(subscriptions, seed, page -> bus.subscribe(page, page + PAGE, callback));
    }

    /** Subscribes a thread to each of them. */
    static void subscribe(InvalidationBus<?> bus, int subscriptions, long seed, BusInbox inbox) {
        forEachPage(subscriptions, seed, page -> bus.subscribe(page, page + PAGE, inbox));
    }

    /** In a random order, as programs do: neighbours in space are none in memory. */
    private static void forEachPage(int count, long seed, LongConsumer action) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        for (int page : order) {
            action.accept(2 * PAGE * page);
        }
    }
}
