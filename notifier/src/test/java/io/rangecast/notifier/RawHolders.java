package io.rangecast.notifier;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Threads that keep raw references to blocks of memory between polls, as they would keep addresses, and use them without
 * asking: what a stress test takes away from them is poisoned when they are to have let go.
 */
final class RawHolders {
    static final int PAGES = 16;

    private static final int PAGE_SIZE = 0x1000;
    private static final int WORDS = 8;
    private static final int POISON = 0xdead;
    private static final int USES_BETWEEN_POLLS = 4;

    final World world = new World();
    final Stress stress = new Stress();
    private final AtomicReferenceArray<int[]> pages = new AtomicReferenceArray<>(PAGES);

    RawHolders() {
        for (int i = 0; i < PAGES; i++) {
            pages.setPlain(i, new int[WORDS]);
        }
    }

    /** So many threads, which run as long as others do something. */
    Holder[] start(int count) {
        Holder[] holders = new Holder[count];
        for (int i = 0; i < count; i++) {
            holders[i] = new Holder("holder " + i);
            stress.meanwhile("holder " + i, holders[i]::useAndPoll);
        }
        return holders;
    }

    /** Makes a range about so many pages. */
    InvalidationRange init(InvalidationRange range, int page, int count) {
        return range.init(world.space, (long) page * PAGE_SIZE, (long) (page + count) * PAGE_SIZE);
    }

    /** Puts a new block in the place of one, which its producer owns; returns that. */
    int[] replace(int page) {
        int[] old = pages.getPlain(page);
        pages.setOpaque(page, new int[WORDS]);
        return old;
    }

    /** Nobody may use it any more. */
    void poison(int[] block) {
        stress.check(block[0] != POISON, "a block is freed twice");
        Arrays.fill(block, POISON);
    }

    /** A thread with a cache of raw references. Used by one thread at a time. */
    final class Holder {
        private final int[][] held = new int[PAGES][];
        private final Subscriber subscriber;
        private final Subscription[] subscriptions = new Subscription[PAGES];
        private int installed;
        private int dropped;

        private Holder(String name) {
            subscriber = new Subscriber(name, this::drop);
            for (int page = 0; page < PAGES; page++) {
                subscriptions[page] = world.space.subscribe((long) page * PAGE_SIZE, PAGE_SIZE, subscriber);
            }
        }

        /** Whether it has held something, and let go of it. */
        boolean hasHeld() {
            return installed > 0 && dropped > 0;
        }

        void close() {
            subscriber.close();
        }

        /** Uses what it lets go of for the last time, as one does who writes back. */
        private void drop(InvalidationRecord record) {
            for (int page = 0; page < PAGES; page++) {
                long start = (long) page * PAGE_SIZE;
                if (held[page] != null && record.overlaps(start, start + PAGE_SIZE)) {
                    use(page);
                    held[page] = null;
                    dropped++;
                }
            }
        }

        private void useAndPoll(SplittableRandom random) {
            for (int i = 0; i < USES_BETWEEN_POLLS; i++) {
                int page = random.nextInt(PAGES);
                if (held[page] == null) {
                    install(page);
                }
                Stress.pause(random, 16);
                use(page);
            }
            if (random.nextInt(64) == 0) {
                Arrays.fill(held, null);
                subscriber.offline();
                subscriber.online();
            } else if (subscriber.poll(1 + random.nextInt(4)) == 0) {
                Thread.yield();
            }
        }

        private void install(int page) {
            long seen = subscriptions[page].tryReadBegin();
            int[] found = pages.getOpaque(page);
            if (!subscriptions[page].readRetry(seen)) {
                held[page] = found;
                installed++;
            }
        }

        private void use(int page) {
            if (held[page] != null) {
                for (int word : held[page]) {
                    stress.check(word != POISON, "held memory was taken away from " + subscriber);
                }
            }
        }
    }
}
