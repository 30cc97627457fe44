package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The list of what one thread polls, whose entries change places. */
@Watchdog
class PolledSubscribersTest {
    private static final int MANY = 100;

    @Test
    @DisplayName(
            "in whatever order subscribers end, the thread knows just the others, though their places are not known")
    void theThreadKnowsTheOthers() {
        PollingThread.background(() -> {
                    Random random = new Random(1);
                    List<Subscriber> open = new ArrayList<>();
                    for (int i = 0; i < MANY; i++) {
                        Subscriber subscriber = new Subscriber("of one thread", record -> {});
                        subscriber.attach();
                        open.add(subscriber);
                    }
                    while (!open.isEmpty()) {
                        addInVain(open.get(random.nextInt(open.size())));
                        open.remove(random.nextInt(open.size())).close();
                        assertThat(PolledSubscribers.all()).containsExactlyInAnyOrderElementsOf(open);
                    }
                    return null;
                })
                .join();
    }

    private static void addInVain(Subscriber subscriber) {
        PollingThread.background(() -> {
                    new Subscriber("first", record -> {}).attach();
                    assertThatThrownBy(subscriber::attach).hasMessageContaining("belongs to");
                    assertThat(PolledSubscribers.all()).hasSizeLessThan(2);
                    return null;
                })
                .join();
    }

    @Test
    @DisplayName("a subscriber that is added once more is there once")
    void oneThatIsAddedOnceMoreIsThereOnce() {
        PollingThread.background(() -> {
                    Subscriber subscriber = new Subscriber("struck", record -> {});
                    subscriber.attach();
                    PolledSubscribers.add(subscriber);
                    assertThat(PolledSubscribers.all()).containsExactly(subscriber);
                    PolledSubscribers.remove(subscriber);
                    assertThat(PolledSubscribers.all()).isEmpty();
                    subscriber.close();
                    return null;
                })
                .join();
    }
}
