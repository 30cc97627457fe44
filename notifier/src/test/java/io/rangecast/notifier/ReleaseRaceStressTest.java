package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Rendezvous;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a space races with the end of a registration, and with its beginning. */
@Watchdog
@Tag("proof")
class ReleaseRaceStressTest {
    private static final int RACES = Effort.of(100_000);
    private static final int LONGEST_LEAD = 64;

    private final Stress stress = new Stress();
    private final Rendezvous rendezvous = new Rendezvous(stress, 2);
    private AddressSpace space;
    private Counting x;
    private Registration registration;

    private final class Counting implements Notifier {
        private final AtomicInteger releases = new AtomicInteger();
        private volatile boolean gone;

        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            stress.check(!gone, "start after unregister has returned");
            return true;
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            stress.check(!gone, "end after unregister has returned");
        }

        @Override
        public void release(AddressSpace released) {
            stress.check(!gone, "release begins after unregister has returned");
            Thread.onSpinWait();
            releases.incrementAndGet();
            stress.check(!gone, "unregister has returned inside release");
        }
    }

    /** Two threads, of which the first prepares and judges each round. */
    private void race(Stress.Step prepare, Stress.Step first, Stress.Step second, Stress.Step judge)
            throws InterruptedException {
        stress.repeat("first", RACES, random -> {
            prepare.run(random);
            rendezvous.meet();
            Stress.pause(random, LONGEST_LEAD);
            first.run(random);
            rendezvous.meet();
            judge.run(random);
        });
        stress.repeat("second", RACES, random -> {
            rendezvous.meet();
            Stress.pause(random, LONGEST_LEAD);
            second.run(random);
            rendezvous.meet();
        });
        stress.run();
    }

    private void newSpace(SplittableRandom random) {
        space = new AddressSpace((error, said, source) -> stress.fail(error));
        x = new Counting();
    }

    /** Alone, as its caller would, or with all that a release tells. */
    private void endSpace(SplittableRandom random) {
        if (random.nextBoolean()) {
            space.close();
        } else {
            space.release(space.newInvalidator("producer"), MemoryChange.NONE);
        }
        stress.check(x.releases.get() <= 1, "released twice");
    }

    private void checkReleasedOnce(SplittableRandom random) {
        stress.check(x.releases.get() == 1, "released " + x.releases + " times");
    }

    @Test
    @DisplayName("release and unregister race; release runs once, and nothing runs once unregister has returned")
    void h2ReleaseAndUnregisterRace() throws InterruptedException {
        race(
                random -> {
                    newSpace(random);
                    registration = space.register(x);
                },
                random -> {
                    endSpace(random);
                    stress.check(x.releases.get() == 1, "the space is released before its notifier");
                },
                random -> {
                    registration.close();
                    x.gone = true;
                    stress.check(x.releases.get() == 1, "unregistered before released");
                },
                this::checkReleasedOnce);
    }

    @Test
    @DisplayName("release and register race; who is registered is released once, who is not never")
    void h2ReleaseAndRegisterRace() throws InterruptedException {
        race(
                random -> {
                    newSpace(random);
                    registration = null;
                },
                this::endSpace,
                random -> {
                    try {
                        registration = space.register(x);
                    } catch (IllegalStateException tooLate) {
                        stress.check(x.releases.get() == 0, "released, but rejected");
                    }
                },
                random -> stress.check(
                        x.releases.get() == (registration == null ? 0 : 1), "released " + x.releases + " times"));
    }
}
