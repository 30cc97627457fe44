package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.PrivateField;
import io.rangecast.notifier.fixture.World;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.Test;

/** What a producer learns of when to look: its pause, in shares. */
class AcknowledgementPauseTest {
    private static final VarHandle FIRST_LOOK = PrivateField.of(Invalidator.class, "pause", AcknowledgementPause.class);
    private static final VarHandle SHARES = PrivateField.of(AcknowledgementPause.class, "shares", int.class);
    private static final int LONGEST = 1024;

    private final World world = new World();
    private final Invalidator producer = world.impatient("producer");
    private final Subscriber subscriber = new Subscriber("subscriber", record -> {});

    @Test
    void thePauseGrowsUpToABoundWhileLooksComeTooEarly() {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        starts(1);
        assertThat(shares()).isPositive();
        starts(1000);
        assertThat(shares()).isEqualTo(LONGEST);
    }

    @Test
    void thePauseShrinksWithEachAnswerThatIsThere() throws InterruptedException {
        world.space.subscribe(0x1000, 0x1000, subscriber);
        starts(1);
        int learned = shares();
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.publish(range);
        Thread other = new Thread(() -> subscriber.poll(2));
        other.start();
        other.join();
        AcknowledgementPause pause = (AcknowledgementPause) FIRST_LOOK.get(producer);
        assertThat(pause.findsComplete(range.window.acknowledgements())).isTrue();
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
        return (int) SHARES.get((AcknowledgementPause) FIRST_LOOK.get(producer));
    }
}
