package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Threads keep raw references to blocks of memory between polls, as they would keep addresses, and use them without
 * asking. Producers take blocks away: start, poison the old block, put a new one in its place, end. There are more
 * threads than cores.
 */
@Watchdog
@Tag("proof")
class RawHolderStressTest {
    private static final int PAGES = 16;
    private static final int PAGE_SIZE = 0x1000;
    private static final int WORDS = 8;
    private static final int POISON = 0xdead;
    private static final int HOLDERS = 2;
    private static final int WINDOWS = Effort.of(20_000);
    private static final int LONGEST_GAP = 400;
    private static final int USES_BETWEEN_POLLS = 4;

    private final World world = new World();
    private final Stress stress = new Stress();
    private final AtomicReferenceArray<int[]> pages = new AtomicReferenceArray<>(PAGES);

    RawHolderStressTest() {
        for (int i = 0; i < PAGES; i++) {
            pages.setPlain(i, new int[WORDS]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("I7: a thread never sees poison in what it holds before its handler was told to let go")
    void i7AThreadNeverSeesPoisonInWhatItHolds(int producers) throws InterruptedException {
        Holder[] holders = new Holder[HOLDERS];
        for (int i = 0; i < HOLDERS; i++) {
            holders[i] = new Holder("holder " + i);
            stress.meanwhile("holder " + i, holders[i]::useAndPoll);
        }
        for (int i = 0; i < producers; i++) {
            int share = PAGES / producers;
            stress.repeat("producer " + i, WINDOWS / producers, replacePages(i * share, share));
        }
        stress.run();
        assertThat(holders).allMatch(holder -> holder.installed > 0 && holder.dropped > 0);
    }

    /** Producers own pages of their own; ranges reach beyond them now and then. */
    private Stress.Step replacePages(int firstPage, int share) {
        Invalidator invalidator = world.space.newInvalidator("producer of " + firstPage);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = firstPage + random.nextInt(share);
            long end = (1L + page + random.nextInt(2)) * PAGE_SIZE;
            range.init(world.space, (long) page * PAGE_SIZE, end);
            InvalidationResult result = invalidator.invalidateRangeStart(range);
            stress.check(result == InvalidationResult.COMPLETED, "not acknowledged by " + invalidator.laggards(range));
            if (result == InvalidationResult.COMPLETED) {
                Arrays.fill(pages.getPlain(page), POISON);
                pages.setOpaque(page, new int[WORDS]);
            }
            invalidator.invalidateRangeEnd(range);
            Stress.pause(random, LONGEST_GAP);
        };
    }

    /** A thread with a cache of raw references. Used by one thread at a time. */
    private final class Holder {
        private final int[][] held = new int[PAGES][];
        private final Subscriber subscriber;
        private final Subscription[] subscriptions = new Subscription[PAGES];
        private int installed;
        private int dropped;

        Holder(String name) {
            subscriber = new Subscriber(name, this::drop);
            for (int page = 0; page < PAGES; page++) {
                subscriptions[page] = world.space.subscribe((long) page * PAGE_SIZE, PAGE_SIZE, subscriber);
            }
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

        void useAndPoll(SplittableRandom random) {
            for (int i = 0; i < USES_BETWEEN_POLLS; i++) {
                int page = random.nextInt(PAGES);
                if (held[page] == null) {
                    install(page);
                }
                Stress.pause(random, 16);
                use(page);
            }
            if (subscriber.poll(1 + random.nextInt(4)) == 0) {
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
