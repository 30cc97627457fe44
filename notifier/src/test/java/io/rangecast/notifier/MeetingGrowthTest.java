package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows Q3 and Q5: a meeting costs the same as the first, and producers that have nothing for a thread cost it nothing. */
@Watchdog
class MeetingGrowthTest {
    private static final int MET = 5;
    private static final int STEPS = 10;

    /** Enough for all steps that are measured. */
    private static final int NEWCOMERS = 10 * STEPS;

    private static final long EACH = 0x1000;

    private final InvalidationRange range = new InvalidationRange();

    private void announce(Invalidator producer, long start) {
        producer.publish(range.init(producer.space(), start, start + EACH));
        producer.invalidateRangeEnd(range);
    }

    /** A subscriber that many producers have told something, and that it has taken. */
    private final class Told {
        private final AddressSpace space = new AddressSpace();
        private final Subscriber subscriber = new Subscriber("told", record -> {});
        private final Deque<Invalidator> newcomers = new ArrayDeque<>();
        private final Invalidator last = space.newInvalidator("last", 0);

        Told(int producers) {
            space.subscribe(0, EACH, subscriber);
            for (int i = 0; i < producers; i++) {
                announce(space.newInvalidator("met", 0), 0);
            }
            announce(last, 0);
            while (subscriber.poll(Integer.MAX_VALUE) > 0) {
                continue;
            }
        }

        Told withNewcomers() {
            for (int i = 0; i < 2_000 + NEWCOMERS; i++) { // some for the first steps, which are not measured
                newcomers.add(space.newInvalidator("newcomer", 0));
            }
            return this;
        }
    }

    @Test
    @DisplayName("a producer that a subscriber meets costs as much as the first, and so does taking its record")
    void q3MeetingsOfASubscriber() {
        double growth = Growth.ofStep(MET, STEPS, producers -> {
            Told told = new Told(producers).withNewcomers();
            return () -> {
                announce(told.newcomers.remove(), 0);
                told.subscriber.poll(1);
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a subscriber that a producer meets costs as much as the first")
    void q3MeetingsOfAProducer() {
        double growth = Growth.ofStep(MET, STEPS, subscribers -> {
            AddressSpace space = new AddressSpace();
            Invalidator producer = space.newInvalidator("producer", 0);
            for (int i = 0; i < subscribers; i++) {
                space.subscribe(EACH * (i + 1), EACH, new Subscriber("met", record -> {}));
                announce(producer, EACH * (i + 1));
            }
            return () -> {
                Subscriber newcomer = new Subscriber("newcomer", record -> {});
                space.subscribe(0, EACH, newcomer);
                announce(producer, 0);
                newcomer.close();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("going offline and coming back do not grow with producers that have nothing")
    void q5OfflineAndOnlineDoNotGrowWithProducers() {
        double growth = Growth.ofStep(MET, STEPS, producers -> {
            Subscriber subscriber = new Told(producers).subscriber;
            return () -> {
                subscriber.offline();
                subscriber.online();
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a poll does not grow with producers that have nothing, idle or for the record of one")
    void q5APollDoesNotGrowWithProducers() {
        double growth = Growth.ofStep(MET, STEPS, producers -> {
            Told told = new Told(producers);
            return () -> {
                told.subscriber.poll(1);
                announce(told.last, 0);
                assertThat(told.subscriber.poll(2)).isEqualTo(1);
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("a producer that closes makes its subscriber look into one inbox, not into all")
    void q5AClosedProducerCostsOneLook() {
        double growth = Growth.ofStep(MET, STEPS, producers -> {
            Told told = new Told(producers).withNewcomers();
            return () -> {
                Invalidator newcomer = told.newcomers.remove();
                announce(newcomer, 0);
                newcomer.close();
                told.subscriber.poll(2);
            };
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }
}
