package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Rendezvous;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first subscription or notifier of a space is published while another thread starts and ends a window. */
@Watchdog
@Tag("proof")
class FirstNotifierStressTest {
    private static final int RACES = Effort.of(50_000);
    private static final int LONGEST_LEAD = 48;

    private final Stress stress = new Stress();
    private final Rendezvous rendezvous = new Rendezvous(stress, 2);
    private AddressSpace space;
    private Parts parts;

    /** Plain fields, set by its maker. */
    private final class Parts implements Notifier, IntervalNotifier {
        private final AtomicInteger starts = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private int one;
        private int other;

        private boolean checkWhole() {
            stress.check(one == 1 && other == 2, "half a notifier");
            return true;
        }

        @Override
        public boolean invalidate(Subscription subscription, Invalidation invalidation) {
            stress.check(subscription.start() == 0x1000 && subscription.end() == 0x2000, "half a subscription");
            return checkWhole();
        }

        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            starts.incrementAndGet();
            return checkWhole();
        }

        @Override
        public void invalidateRangeEnd(Invalidation invalidation) {
            ends.incrementAndGet();
            checkWhole();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("a start that races with the first subscription or notifier sees none or a whole one")
    void g6AStartThatRacesWithTheFirstSeesNoneOrAWholeOne(boolean forTheSpace) throws InterruptedException {
        stress.repeat("newcomer", RACES, random -> {
            space = new AddressSpace((error, said, source) -> stress.fail(error));
            rendezvous.meet();
            parts = new Parts();
            Stress.pause(random, LONGEST_LEAD);
            parts.one = 1;
            parts.other = 2;
            if (forTheSpace) {
                space.register(parts);
            } else {
                space.subscribe(0x1000, 0x1000, parts);
            }
            rendezvous.meet();
            stress.check(parts.starts.get() == parts.ends.get(), parts.starts + " starts, " + parts.ends + " ends");
        });
        InvalidationRange range = new InvalidationRange();
        stress.repeat("producer", RACES, random -> {
            rendezvous.meet();
            Invalidator invalidator = space.newInvalidator("producer");
            range.init(space, 0, World.MAX);
            Stress.pause(random, LONGEST_LEAD);
            invalidator.invalidateRangeStart(range);
            invalidator.invalidateRangeEnd(range);
            rendezvous.meet();
        });
        stress.run();
    }
}
