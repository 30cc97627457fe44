package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row Q4: memory that is held already makes nothing slower. */
@Watchdog
class QuarantineGrowthTest {
    private static final int HELD = 200;
    private static final int STEPS = 10;

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
    @DisplayName("closing an invalidator does not grow with what is held already")
    void q4ClosingAnInvalidatorDoesNotGrowWithWhatIsHeld() {
        double growth = Growth.ofStep(HELD, STEPS, held -> {
            AddressSpace space = new Holding(held).space;
            return () -> space.newInvalidator("other").close();
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }
}
