package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Producers come, tell one thing and go at once, without waiting; each takes over an inbox that one before has left.
 */
@Watchdog
@Tag("proof")
class InboxReuseStressTest {
    private static final int PRODUCERS = 3;
    private static final int VISITS = Effort.of(40_000);

    private final World world = new World();
    private final Stress stress = new Stress();
    private final AtomicInteger visiting = new AtomicInteger(PRODUCERS);

    /** For each address whether it was told, be it merged with others. */
    private final AtomicIntegerArray told = new AtomicIntegerArray(PRODUCERS * VISITS);

    @Test
    @DisplayName("no record is lost in an inbox that is being dropped while another producer takes it over")
    void noRecordIsLostInAnInboxThatIsBeingDropped() throws InterruptedException {
        Subscriber subscriber = new Subscriber("busy", record -> {
            for (long at = record.start(); at < record.end(); at++) {
                told.setOpaque((int) at, 1);
            }
        });
        world.space.subscribe(0, told.length(), subscriber);
        for (int i = 0; i < PRODUCERS; i++) {
            int first = i * VISITS;
            InvalidationRange range = new InvalidationRange();
            stress.worker("producer " + i, random -> {
                for (int next = first; next < first + VISITS && stress.goesOn(); next++) {
                    try (Invalidator visitor = world.impatient("visitor")) {
                        visitor.publish(range.init(world.space, next, next + 1));
                        visitor.invalidateRangeEnd(range);
                    }
                }
                visiting.decrementAndGet();
            });
        }
        stress.worker("subscriber", random -> {
            subscriber.attach(); // all may have visited before the first poll
            while (visiting.get() > 0 && stress.goesOn()) {
                subscriber.poll(64);
            }
            subscriber.online(); // takes what is left
        });
        for (int i = 0; i < 2; i++) { // so that the subscriber is stopped between two steps now and then
            stress.meanwhile("noise " + i, random -> Stress.pause(random, 1000));
        }
        stress.run();
        for (int at = 0; at < told.length(); at++) {
            assertThat(told.get(at)).as("told of 0x%x", at).isEqualTo(1);
        }
    }
}
