package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows Q4 and Q5: memory that is held already, or was, makes nothing slower. */
@Watchdog
class QuarantineGrowthTest {
    private static final int HELD = 200;
    private static final int STEPS = 10;
    private static final int HOLDERS = 50;

    /** A space where so much is held by a subscriber that never polls. */
    private static final class Holding {
        private final AddressSpace space = new AddressSpace();
        private final Invalidator producer = space.newInvalidator("producer", 0);
        private final InvalidationRange range = new InvalidationRange();

        Holding(int blocks) {
            space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
            for (int i = 0; i < blocks; i++) {
                quarantine();
            }
        }

        void quarantine() {
            producer.publish(range.init(space, 0x1000, 0x2000));
            producer.quarantine(range, () -> {});
        }
    }

    @Test
    @DisplayName("quarantine does not grow with what is held already")
    void q4QuarantineDoesNotGrowWithWhatIsHeld() {
        assertThat(Growth.ofStep(HELD, STEPS, held -> new Holding(held)::quarantine))
                .isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a look for what can be freed does not grow with what cannot")
    void q4ALookDoesNotGrowWithWhatIsHeld() {
        assertThat(Growth.ofStep(HELD, STEPS, held -> new Holding(held).space::reapQuarantine))
                .isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("whoever lets go last frees as fast however many others hold something")
    void q4FreeingDoesNotGrowWithWhoHolds() {
        double growth = Growth.ofStep(HOLDERS, STEPS, holders -> {
            AddressSpace space = new AddressSpace().reclaimer(Reclaimer.LAST_TO_LET_GO);
            Invalidator producer = space.newInvalidator("producer");
            InvalidationRange range = new InvalidationRange();
            ReaderGroup quick = new ReaderGroup("quick");
            space.subscribe(0, 0x1000, quick);
            for (int i = 1; i <= holders; i++) {
                ReaderGroup stuck = new ReaderGroup("stuck");
                space.subscribe(0x1000L * i, 0x1000, stuck);
                stuck.enter();
                producer.retire(range.init(space, 0x1000L * i, 0x1000L * (i + 1)), () -> {});
            }
            return () -> {
                int[] freed = new int[1];
                long section = quick.enter();
                producer.retire(range.init(space, 0, 0x1000), () -> freed[0]++);
                quick.exit(section);
                assertThat(freed[0]).isOne();
                quick.exit(quick.enter()); // finds nothing, so that the next is put aside anew
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("going offline and coming back do not grow with producers that have retired something")
    void q5OfflineAndOnlineDoNotGrowWithProducersThatHaveRetired() {
        double growth = Growth.ofStep(HOLDERS, STEPS, producers -> {
            AddressSpace space = new AddressSpace().reclaimer(Reclaimer.LAST_TO_LET_GO);
            InvalidationRange range = new InvalidationRange();
            Subscriber subscriber = new Subscriber("subscriber", record -> {});
            space.subscribe(0x1000, 0x1000, subscriber);
            for (int i = 0; i < producers; i++) {
                space.newInvalidator("idle from now on").retire(range.init(space, 0x1000, 0x2000), () -> {});
            }
            assertThat(subscriber.poll(producers)).isEqualTo(producers);
            assertThat(space.counters().held()).isZero();
            return () -> {
                subscriber.offline();
                subscriber.online();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("closing an invalidator does not grow with what is held already")
    void q4ClosingAnInvalidatorDoesNotGrowWithWhatIsHeld() {
        double growth = Growth.ofStep(HELD, STEPS, held -> {
            AddressSpace space = new Holding(held).space;
            return () -> space.newInvalidator("other").close();
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }
}
