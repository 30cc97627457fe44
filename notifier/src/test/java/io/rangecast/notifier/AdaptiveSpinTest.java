package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.World;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

/** What a producer learns of how long to spin before it looks, in shares. */
class AdaptiveSpinTest {
    private static final VarHandle SPIN = PrivateField.of(Invalidator.class, "spin", AdaptiveSpin.class);
    private static final VarHandle SHARES = PrivateField.of(AdaptiveSpin.class, "shares", int.class);
    private static final int LONGEST = 1024;

    private final World world = new World();
    private final Invalidator producer = world.impatient("producer");
    private final Subscriber subscriber = new Subscriber("subscriber", record -> {});

    @Test
    void theSpinGrowsUpToABoundWhileLooksComeTooEarly() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        starts(1);
        assertThat(shares()).isPositive();
        starts(1000);
        assertThat(shares()).isEqualTo(LONGEST);
    }

    @Test
    void theSpinShrinksWithEachAcknowledgementThatIsThere() throws InterruptedException {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        starts(1);
        int learned = shares();
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.publish(range);
        Thread other = new Thread(() -> subscriber.poll(2));
        other.start();
        other.join();
        AdaptiveSpin spin = (AdaptiveSpin) SPIN.get(producer);
        assertThat(spin.findsComplete(range.window.acknowledgements())).isTrue();
        assertThat(shares()).isBetween(0, learned - 1);
        producer.invalidateRangeEnd(range);
    }

    @Test
    void nothingIsLearnedFromThisThreadNorFromOneThatHoldsNothing() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.attach();
        starts(1);
        subscriber.offline();
        starts(1);
        subscriber.detach();
        starts(1);
        assertThat(shares()).isZero();
    }

    private void starts(int count) {
        InvalidationRange range = world.range(0x1000, 0x2000);
        for (int i = 0; i < count; i++) {
            producer.invalidateRangeStart(range);
            producer.invalidateRangeEnd(range);
        }
    }

    private int shares() {
        return (int) SHARES.get((AdaptiveSpin) SPIN.get(producer));
    }
}
