package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Row O8 under load: threads make a subscriber, begin to read under it, keep what they have found as long as they live, and
 * die; a producer changes the page whenever a start is complete.
 */
@Watchdog
@Tag("proof")
class DeathBeforeUseStressTest {
    private static final int ROUNDS = Effort.of(5_000);
    private static final int READERS = 3;
    private static final int MOST_BEGINS = 4;
    private static final int MOST_USES = 8;
    private static final int SPINS = 512;
    private static final int MOST_NANOS = 50_000;

    private final Stress stress = new Stress();
    private final AddressSpace space = new AddressSpace();
    private final InvalidationRange range = new InvalidationRange().init(space, 0, 1);
    private volatile Subscription subscription;

    /** What is to be found under the subscription: changes inside complete windows only. */
    private volatile long page;

    @Test
    @DisplayName("no start is complete while a thread lives that has begun; each is when all are dead")
    void o8WhoHasBegunIsWaitedForUntilItIsDead() throws InterruptedException {
        stress.repeat("producer", ROUNDS, random -> {
            Thread maker = stress.thread("maker", this::make);
            maker.start();
            maker.join();
            Thread[] readers = new Thread[READERS];
            for (int i = 0; i < READERS; i++) {
                readers[i] = stress.thread("reader " + i, this::read);
                readers[i].start();
            }
            try (Invalidator producer = space.newInvalidator("producer", random.nextInt(MOST_NANOS))) {
                while (isAnyAlive(readers)) {
                    changePage(producer);
                }
                stress.check(changePage(producer), "all are dead, and one of them is waited for");
            }
            subscription.subscriber().closeOnBehalfOfItsThread();
        });
        stress.run();
    }

    private void make(SplittableRandom random) {
        subscription = space.subscribe(0, 1, new Subscriber("made", record -> {}));
        if (random.nextBoolean()) {
            read(random);
        }
    }

    private void read(SplittableRandom random) {
        Subscription under = subscription;
        for (int i = random.nextInt(MOST_BEGINS); i >= 0; i--) {
            Stress.pause(random, SPINS);
            long seen = under.tryReadBegin();
            long found = page;
            if (!under.readRetry(seen)) {
                keep(found, random);
            }
        }
    }

    private void keep(long found, SplittableRandom random) {
        for (int i = random.nextInt(MOST_USES); i >= 0; i--) {
            stress.check(page == found, "changed, and kept by a thread that lives");
            Stress.pause(random, SPINS);
        }
    }

    /** Whether the start was complete. */
    private boolean changePage(Invalidator producer) {
        boolean complete = producer.invalidateRangeStart(range) == COMPLETED;
        if (complete) {
            page++;
        }
        producer.invalidateRangeEnd(range);
        return complete;
    }

    private static boolean isAnyAlive(Thread[] threads) {
        for (Thread each : threads) {
            if (each.isAlive()) {
                return true;
            }
        }
        return false;
    }
}
