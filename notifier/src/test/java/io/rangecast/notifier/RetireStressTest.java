package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads hold raw references to blocks, and use them without asking. Producers put a new block in the place of an old
 * one, retire that, and go on; what frees poisons it. There are more threads than cores.
 */
@Watchdog
@Tag("proof")
class RetireStressTest {
    private static final int PAGES = 16;
    private static final int PAGE_SIZE = 0x1000;
    private static final int WORDS = 8;
    private static final int POISON = 0xdead;
    private static final int HOLDERS = 2;
    private static final int PRODUCERS = 2;
    private static final int BLOCKS = Effort.of(100_000);

    private final World world = new World();
    private final Stress stress = new Stress();
    private final AtomicReferenceArray<int[]> pages = new AtomicReferenceArray<>(PAGES);
    private final AtomicInteger retired = new AtomicInteger();
    private final AtomicInteger freed = new AtomicInteger();
    private final AtomicInteger later = new AtomicInteger();

    RetireStressTest() {
        for (int i = 0; i < PAGES; i++) {
            pages.setPlain(i, new int[WORDS]);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("R1, R2: no holder sees poison in what it holds, and each block is freed once, whoever frees")
    void r1NoHolderSeesPoisonAndEachBlockIsFreedOnce(Reclaimer reclaimer) throws InterruptedException {
        world.space.reclaimer(reclaimer);
        Holder[] holders = new Holder[HOLDERS];
        for (int i = 0; i < HOLDERS; i++) {
            holders[i] = new Holder("holder " + i);
            stress.meanwhile("holder " + i, holders[i]::useAndPoll);
        }
        for (int i = 0; i < PRODUCERS; i++) {
            stress.repeat("producer " + i, BLOCKS / PRODUCERS, replacePages(i * PAGES / PRODUCERS));
        }
        if (reclaimer == Reclaimer.REAPER) {
            stress.meanwhile("reaper", random -> world.space.reaper().doWork());
        }
        stress.run();
        for (Holder holder : holders) {
            holder.subscriber.close(); // its thread has ended
        }
        assertThat(world.space.reapQuarantine()).isZero();
        assertThat(freed).hasValue(retired.get());
        assertThat(later.get()).isPositive();
        assertThat(world.errors).isEmpty();
        assertThat(world.space.counters().held()).isZero();
        assertThat(holders).allMatch(holder -> holder.installed > 0 && holder.dropped > 0);
    }

    /** Producers own pages of their own. */
    private Stress.Step replacePages(int firstPage) {
        Invalidator invalidator = world.space.newInvalidator("producer of " + firstPage);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = firstPage + random.nextInt(PAGES / PRODUCERS);
            int[] old = pages.getPlain(page);
            pages.setOpaque(page, new int[WORDS]);
            retired.getAndIncrement();
            range.init(world.space, (long) page * PAGE_SIZE, (1L + page) * PAGE_SIZE);
            InvalidationResult result = invalidator.retire(range, () -> poison(old));
            if (result == InvalidationResult.RETIRED) {
                later.getAndIncrement();
            }
            Stress.pause(random, 400);
        };
    }

    private void poison(int[] block) {
        stress.check(block[0] != POISON, "a block is freed twice");
        Arrays.fill(block, POISON);
        freed.getAndIncrement();
    }

    /** A thread with a cache of raw references. */
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
            for (int i = 0; i < 4; i++) {
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
                    stress.check(word != POISON, "held memory was freed under " + subscriber);
                }
            }
        }
    }
}
