package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Patience;
import io.rangecast.notifier.fixture.StoodStill;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The watchdogs of the other tests: what they count, and what they say. */
@Watchdog
class WatchdogTest {
    private static final long LONG = 100 * StoodStill.FAR_NANOS;

    private final World world = new World();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // it comes round at once
    private final StoodStill stoodStill = new StoodStill(clock::get);

    @Test
    @DisplayName("a process that is looked at all the time has not stood still, however long it takes")
    void aProcessThatIsLookedAtAllTheTimeHasNotStoodStill() {
        long begun = clock.get();
        for (int i = 0; i < 1_000; i++) {
            clock.addAndGet(StoodStill.FAR_NANOS - 1);
            stoodStill.look();
        }
        assertThat(stoodStill.hasSince(begun)).isFalse();
    }

    @Test
    @DisplayName("a process that was stopped has stood still for those who began before, whoever looks first")
    void aProcessThatWasStoppedHasStoodStillForThoseWhoBeganBefore() {
        long begun = clock.get();
        clock.addAndGet(LONG);
        assertThat(stoodStill.hasSince(begun)).isTrue();
        clock.incrementAndGet();
        assertThat(stoodStill.hasSince(clock.get())).isFalse();
        assertThat(stoodStill.hasSince(begun)).isTrue();
    }

    @Test
    @DisplayName("patience ends, and says where each thread is and what the test's objects hold")
    void patienceEndsAndSaysWhereEachThreadIs() {
        Subscriber subscriber = new Subscriber("sleepy", said -> {});
        world.space.subscribe(0x1000, 0x1000, subscriber);
        assertThatThrownBy(() -> new Patience(0).await(() -> false, "it does not come"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("it does not come")
                .hasMessageContaining("WatchdogTest.patienceEndsAndSaysWhereEachThreadIs(")
                .hasMessageContaining("WatchdogTest#0: world=World#1")
                .hasMessageContaining("name=sleepy");
    }

    @Test
    @DisplayName("a stress run whose thread is stuck fails, and says so")
    void aStressRunWhoseThreadIsStuckFails() {
        Stress stress = new Stress().patientFor(-Stress.PATIENCE_NANOS);
        stress.worker("sleeper", random -> Thread.sleep(Long.MAX_VALUE));
        assertThatThrownBy(stress::run).hasMessageContaining("thread sleeper is stuck");
    }
}
