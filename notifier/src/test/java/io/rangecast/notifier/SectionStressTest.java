package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Readers come and go in sections, in each of the right ways. Producers take blocks away: some put the new one there inside
 * the window, some before it. There are more threads than cores, and there is always a section open.
 */
@Watchdog
@Tag("proof")
class SectionStressTest {
    private static final int PAGES = 8;
    private static final int PAGE_SIZE = 0x1000;
    private static final int WORDS = 8;
    private static final int POISON = 0xdead;
    private static final int READERS = 3;
    private static final int PRODUCERS = 2;
    private static final int WINDOWS = Effort.of(30_000);

    private final World world = new World();
    private final Stress stress = new Stress();
    private final ReaderGroup group = new ReaderGroup("readers");
    private final Subscription[] subscriptions = new Subscription[PAGES];
    private final AtomicReferenceArray<int[]> pages = new AtomicReferenceArray<>(PAGES);

    SectionStressTest() {
        for (int page = 0; page < PAGES; page++) {
            subscriptions[page] = world.space.subscribe((long) page * PAGE_SIZE, PAGE_SIZE, group);
            pages.set(page, new int[WORDS]);
        }
    }

    @Test
    @DisplayName("no section ever sees poison in what it has looked up, and no start starves")
    void s1NoSectionSeesPoison() throws InterruptedException {
        Reader[] readers = new Reader[READERS];
        for (int i = 0; i < READERS; i++) {
            readers[i] = new Reader();
            stress.meanwhile("reader " + i, readers[i]::read);
        }
        for (int i = 0; i < PRODUCERS; i++) {
            stress.repeat("producer " + i, WINDOWS / PRODUCERS, replacePages(i, i == 0));
        }
        stress.run();
        assertThat(readers).allMatch(reader -> reader.used > 0);
        assertThat(group.openSections()).isZero();
    }

    /** Pages of even number are changed inside the window, others are unlinked before. */
    private static boolean isUnlinkedBefore(int page) {
        return page % 2 == 1;
    }

    /** Producers own every other pair of pages; ranges reach beyond them now and then. */
    private Stress.Step replacePages(int number, boolean patient) {
        Invalidator invalidator = world.space.newInvalidator("producer " + number);
        InvalidationRange range = new InvalidationRange();
        return random -> {
            int page = 4 * random.nextInt(PAGES / 4) + 2 * number + random.nextInt(2);
            range.init(world.space, (long) page * PAGE_SIZE, (page + 1L + random.nextInt(2)) * PAGE_SIZE);
            int[] old = isUnlinkedBefore(page) ? pages.getAndSet(page, new int[WORDS]) : pages.getPlain(page);
            if (patient || random.nextBoolean()) {
                InvalidationResult result = invalidator.invalidateRangeStart(range);
                stress.check(result == InvalidationResult.COMPLETED, result + " by " + invalidator.laggards(range));
                replace(page, old);
                invalidator.invalidateRangeEnd(range);
            } else if (isUnlinkedBefore(page)) {
                invalidator.publish(range);
                invalidator.quarantine(range, () -> Arrays.fill(old, POISON));
            } else if (invalidator.invalidateRangeStartNonblock(range) == InvalidationResult.COMPLETED) {
                replace(page, old);
                invalidator.invalidateRangeEnd(range);
            }
            Stress.pause(random, 400);
        };
    }

    private void replace(int page, int[] old) {
        Arrays.fill(old, POISON);
        if (!isUnlinkedBefore(page)) {
            pages.setOpaque(page, new int[WORDS]);
        }
    }

    private final class Reader {
        private int used;

        void read(SplittableRandom random) {
            int page = random.nextInt(PAGES);
            if (isUnlinkedBefore(page)) {
                try (ReaderGroup.Section section = group.section()) {
                    stress.check(section != null && use(pages.get(page), random), "poison of an unlinked page");
                }
            } else if (random.nextBoolean()) {
                boolean good =
                        group.read(subscriptions[page], () -> pages.getOpaque(page), found -> use(found, random));
                stress.check(good, "poison in a page that was read");
            } else {
                validate(page, random);
            }
        }

        private void validate(int page, SplittableRandom random) {
            long section = group.enter();
            long seen = subscriptions[page].tryReadBegin();
            int[] found = pages.getOpaque(page);
            if (!subscriptions[page].readRetry(seen)) {
                stress.check(use(found, random), "poison in a page that was validated");
            }
            group.exit(section);
        }

        /** False if it is poisoned. */
        private boolean use(int[] found, SplittableRandom random) {
            for (int i = 0; i < 4; i++) {
                for (int word : found) {
                    if (word == POISON) {
                        return false;
                    }
                }
                Stress.pause(random, 16);
            }
            used++;
            return true;
        }
    }
}
