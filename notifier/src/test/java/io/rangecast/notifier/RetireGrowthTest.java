package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row R1: to retire costs the same however much is held. */
@Watchdog
class RetireGrowthTest {
    private static final int HELD = 200;
    private static final int STEPS = 10;

    /** A space where so much is held by a subscriber that never polls. */
    private static Runnable holding(Reclaimer reclaimer, int blocks) {
        AddressSpace space = new AddressSpace().reclaimer(reclaimer);
        Invalidator producer = space.newInvalidator("producer");
        InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);
        space.subscribe(0x1000, 0x1000, new Subscriber("stuck", record -> {}));
        Runnable retire = () -> assertThat(producer.retire(range, () -> {})).isEqualTo(InvalidationResult.RETIRED);
        for (int i = 0; i < blocks; i++) {
            retire.run();
        }
        return retire;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("retire does not grow with what is held already")
    void r1RetireDoesNotGrowWithWhatIsHeld(Reclaimer reclaimer) {
        assertThat(Growth.ofStep(HELD, STEPS, held -> holding(reclaimer, held))).isLessThan(Growth.NONE);
    }
}
