package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCache.MISS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads read memory through their caches only, without asking. Producers give pages other blocks: start, poison the
 * old block, end; a block that is used again bears the number of its new page. There are more threads than cores.
 */
@Watchdog
@Tag("proof")
class TranslationCacheStressTest {
    private static final int PAGES = 16;
    private static final int PAGE_SIZE = 0x40;
    private static final int POISON = 0xdead;
    private static final int WINDOWS = Effort.of(20_000);
    private static final int LONGEST_GAP = 400;
    private static final int USES_BETWEEN_POLLS = 8;

    private final World world = new World();
    private final Stress stress = new Stress();

    /** One int for each byte of raw memory, with a block more for each page than is mapped at a time. */
    private final int[] memory = new int[2 * PAGES * PAGE_SIZE];

    /** Page to block. */
    private final AtomicIntegerArray blocks = new AtomicIntegerArray(PAGES);

    TranslationCacheStressTest() {
        Arrays.fill(memory, POISON);
        for (int page = 0; page < PAGES; page++) {
            give(page, page);
        }
    }

    private void give(int page, int block) {
        Arrays.fill(memory, block * PAGE_SIZE, (block + 1) * PAGE_SIZE, page);
        blocks.setOpaque(page, block);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("what a cache returns is never poison, and never another page's")
    void i7WhatACacheAnswersIsNeverPoisonAndNeverAnotherPages(int producers) throws InterruptedException {
        Reader[] readers = {new Reader(4), new Reader(64)};
        for (Reader reader : readers) {
            stress.meanwhile("reader", reader::useAndPoll);
        }
        for (int i = 0; i < producers; i++) {
            int share = PAGES / producers;
            stress.repeat("producer " + i, WINDOWS / producers, changeBlocks(i * share, share));
        }
        stress.run();
        assertThat(readers).allSatisfy(reader -> {
            assertThat(reader.cache.hits()).isPositive();
            assertThat(reader.refills).isGreaterThan(PAGES);
        });
    }

    /** Producers own pages of their own, and a spare block. Ranges reach over the next page now and then. */
    private Stress.Step changeBlocks(int firstPage, int share) {
        Invalidator invalidator = world.space.newInvalidator("producer of " + firstPage);
        InvalidationRange range = new InvalidationRange();
        int[] spare = {PAGES + firstPage};
        return random -> {
            int page = firstPage + random.nextInt(share);
            long start = (long) page * PAGE_SIZE;
            long end = start + (1 + random.nextInt(2)) * PAGE_SIZE;
            InvalidationResult result = invalidator.invalidateRangeStart(range.init(world.space, start, end));
            stress.check(result == InvalidationResult.COMPLETED, "not acknowledged by " + invalidator.laggards(range));
            if (result == InvalidationResult.COMPLETED) {
                int old = blocks.getPlain(page);
                Arrays.fill(memory, old * PAGE_SIZE, (old + 1) * PAGE_SIZE, POISON);
                give(page, spare[0]);
                spare[0] = old;
            }
            invalidator.invalidateRangeEnd(range);
            Stress.pause(random, LONGEST_GAP);
        };
    }

    /** A thread with a cache. */
    private final class Reader {
        private final TranslationCache cache;
        private final Subscriber subscriber;
        private final Subscription[] subscriptions = new Subscription[PAGES];
        private int refills;

        Reader(int entries) {
            cache = new TranslationCache(world.space, entries, PAGE_SIZE);
            subscriber = new Subscriber("reader with " + entries, cache);
            for (int page = 0; page < PAGES; page++) {
                subscriptions[page] = world.space.subscribe((long) page * PAGE_SIZE, PAGE_SIZE, subscriber);
            }
        }

        void useAndPoll(SplittableRandom random) {
            for (int i = 0; i < USES_BETWEEN_POLLS; i++) {
                int page = random.nextInt(PAGES);
                int offset = random.nextInt(PAGE_SIZE);
                long raw = cache.translate((long) page * PAGE_SIZE + offset);
                if (raw == MISS) {
                    refill(page, offset, random.nextInt(4) == 0);
                } else {
                    Stress.pause(random, 16);
                    int found = memory[(int) raw];
                    stress.check(found == page, "page " + page + " of " + subscriber + " holds " + found);
                }
            }
            if (subscriber.poll(1 + random.nextInt(4)) == 0) {
                Thread.yield();
            }
        }

        private void refill(int page, int offset, boolean tail) {
            long address = (long) page * PAGE_SIZE + offset;
            long seen = subscriptions[page].tryReadBegin();
            long raw = (long) blocks.getOpaque(page) * PAGE_SIZE + offset;
            boolean filled = tail
                    ? cache.fillRange(subscriptions[page], seen, new Interval(address, (page + 1L) * PAGE_SIZE), raw)
                    : cache.fill(subscriptions[page], seen, address, raw);
            refills += filled ? 1 : 0;
        }
    }
}
