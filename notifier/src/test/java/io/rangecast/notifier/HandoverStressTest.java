package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A subscriber passes from thread to thread, while others still look after the thread before. */
@Watchdog
class HandoverStressTest {
    private static final int HANDOVERS = 200;
    private static final int UNDERTAKERS = 2;

    private final Stress stress = new Stress();

    @Test
    @DisplayName("a subscriber whose threads detach before they die is never taken for dead")
    void i9ASubscriberWhoseThreadsDetachIsNeverTakenForDead() throws InterruptedException {
        DeathCounters deaths = new DeathCounters();
        Subscriber subscriber = new Subscriber("baton", record -> {});
        stress.worker("runners", random -> {
            for (int i = 0; i < HANDOVERS && stress.goesOn(); i++) {
                CountDownLatch over = new CountDownLatch(1);
                stress.thread("runner", each -> {
                            try {
                                subscriber.attach();
                                subscriber.detach();
                            } finally {
                                over.countDown();
                            }
                        })
                        .start();
                over.await(); // the thread has let go of the baton, but lives
            }
        });
        for (int i = 0; i < UNDERTAKERS; i++) {
            stress.meanwhile("undertaker " + i, random -> {
                subscriber.closeIfOwnerDied(deaths);
                stress.check(!subscriber.isClosed(), "buried alive");
            });
        }
        stress.run();
        assertThat(deaths.deaths()).isZero();
    }
}
