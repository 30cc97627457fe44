package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages are evicted beside threads that read through caches, by starts that do not wait: the block is poisoned, and given
 * to another page. Each thread goes on using what it was answered until it polls, whatever it has filled since.
 */
@Watchdog
@Tag("proof")
class TranslationCacheEvictionStressTest {
    private static final int PAGES = 64;
    private static final int BLOCKS = 48;
    private static final int PAGE_SIZE = 0x40;
    private static final int POISON = 0xdead;
    private static final int NOWHERE = -1;
    private static final int TRIES = Effort.of(400_000);
    private static final int USES_BETWEEN_POLLS = 12;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final int[] memory = new int[BLOCKS * PAGE_SIZE];

    /** Page to block, changed inside windows only. */
    private final AtomicIntegerArray blocks = new AtomicIntegerArray(PAGES);

    private final AtomicInteger evicted = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    TranslationCacheEvictionStressTest() {
        for (int page = 0; page < PAGES; page++) {
            blocks.set(page, NOWHERE);
        }
        for (int page = 0; page < BLOCKS; page++) {
            give(page, page);
        }
    }

    private void give(int page, int block) {
        Arrays.fill(memory, block * PAGE_SIZE, (block + 1) * PAGE_SIZE, page);
        blocks.setRelease(page, block);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void i7WhatACacheHasAnsweredIsNotEvictedBeforeTheThreadPolls(int producers) throws InterruptedException {
        Reader[] readers = {new Reader(4), new Reader(16)};
        for (Reader reader : readers) {
            stress.meanwhile("reader", reader::useAndPoll);
        }
        for (int i = 0; i < producers; i++) {
            stress.repeat("producer " + i, TRIES / producers, evict(i, producers));
        }
        stress.run();
        assertThat(evicted.get()).isPositive();
        assertThat(refused.get()).isPositive();
        assertThat(readers).allSatisfy(reader -> assertThat(reader.refills).isPositive());
    }

    /** Each producer evicts pages of its own, in favour of others of its own. */
    private Stress.Step evict(int first, int step) {
        Invalidator invalidator = world.space.newInvalidator("producer " + first);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = first + random.nextInt(PAGES / step) * step;
            int block = blocks.getPlain(page);
            if (block == NOWHERE) {
                return;
            }
            int next = first;
            while (blocks.getPlain(next) != NOWHERE) {
                next += step;
            }
            int taker = next;
            range.init(world.space, (long) page * PAGE_SIZE, (page + 1L) * PAGE_SIZE);
            boolean done = random.nextInt(4) == 0
                    ? invalidator.tryChange(range, () -> move(page, block)) == COMPLETED
                    : tryMove(invalidator, range, page, block);
            if (done) {
                give(taker, block);
                evicted.getAndIncrement();
            } else {
                refused.getAndIncrement();
                Stress.pause(random, 64);
            }
        };
    }

    private boolean tryMove(Invalidator invalidator, InvalidationRange range, int page, int block) {
        boolean completed = invalidator.invalidateRangeStartNonblock(range) == COMPLETED;
        if (completed) {
            move(page, block);
            invalidator.invalidateRangeEnd(range);
        }
        return completed;
    }

    private void move(int page, int block) {
        Arrays.fill(memory, block * PAGE_SIZE, (block + 1) * PAGE_SIZE, POISON);
        blocks.setOpaque(page, NOWHERE);
    }

    private final class Reader {
        private final TranslationCache cache;
        private final Subscription subscription;
        private final long[] answered = new long[USES_BETWEEN_POLLS];
        private final int[] pages = new int[USES_BETWEEN_POLLS];
        private int refills;

        Reader(int entries) {
            cache = TranslationCache.withSubscriber("reader with " + entries, world.space, entries, PAGE_SIZE);
            subscription = world.space.subscribe(0, PAGES * PAGE_SIZE, cache.subscriber());
        }

        void useAndPoll(SplittableRandom random) {
            int count = 0;
            for (int i = 0; i < USES_BETWEEN_POLLS; i++) {
                int page = random.nextInt(PAGES);
                int offset = random.nextInt(PAGE_SIZE);
                long address = (long) page * PAGE_SIZE + offset;
                long raw = cache.translate(address);
                if (raw == TranslationCache.MISS && fill(page, offset, random.nextInt(4))) {
                    raw = cache.translate(address);
                    refills++;
                }
                if (raw != TranslationCache.MISS) {
                    pages[count] = page;
                    answered[count++] = raw;
                }
                use(count);
            }
            if (random.nextInt(32) == 0) {
                cache.subscriber().offline();
                Thread.yield();
                cache.subscriber().online();
            } else if (cache.subscriber().poll(1 + random.nextInt(4)) == 0 && random.nextInt(8) == 0) {
                Thread.yield();
            }
        }

        private void use(int count) {
            for (int i = 0; i < count; i++) {
                int found = memory[(int) answered[i]];
                stress.check(found == pages[i], "page " + pages[i] + " holds " + found);
            }
        }

        private boolean fill(int page, int offset, int kind) {
            long seen = subscription.tryReadBegin();
            int block = blocks.getAcquire(page);
            if (block == NOWHERE) {
                return false;
            }
            long address = (long) page * PAGE_SIZE + offset;
            long raw = (long) block * PAGE_SIZE + offset;
            return kind == 0
                    ? cache.fillRange(subscription, seen, new Interval(address, (page + 1L) * PAGE_SIZE), raw)
                    : cache.fill(subscription, seen, address, raw);
        }
    }
}
