package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether a start may spin: those who are missing are fewer than the processors, of which one is the producer's. */
@Watchdog
class MayAllRunTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final World world = new World();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Invalidator producer = world.impatient("producer");

    private Window windowOver(int count) {
        for (int i = 0; i < count; i++) {
            Subscriber subscriber = new Subscriber("subscriber " + i, record -> {});
            world.space.subscribe(0x1000, 0x1000, subscriber);
            subscribers.add(subscriber);
        }
        InvalidationRange range = world.range(0x1000, 0x2000);
        producer.publish(range);
        return range.window;
    }

    @AfterEach
    void closeAll() {
        Subscriber.closeAllOfCurrentThread();
    }

    @Test
    void o10FewerThanThereAreProcessorsMayAllRun() {
        assertThat(windowOver(PROCESSORS - 1).mayAllRun()).isTrue();
    }

    @Test
    void o10AsManyAsThereAreProcessorsMayNot() {
        assertThat(windowOver(PROCESSORS).mayAllRun()).isFalse();
    }

    @Test
    @DisplayName("those who have acknowledged do not count, whatever their place")
    void o10ThoseWhoHaveAcknowledgedDoNotCount() {
        Window window = windowOver(PROCESSORS + 1);
        subscribers.get(PROCESSORS).poll(1);
        assertThat(window.mayAllRun()).isFalse();
        subscribers.get(0).poll(1);
        assertThat(window.mayAllRun()).isTrue();
        window.isOver(); // settles the first
        assertThat(window.mayAllRun()).isTrue();
    }

    @Test
    void o10NorDoThoseWhoAreOffline() {
        Window window = windowOver(PROCESSORS);
        subscribers.get(PROCESSORS - 1).offline();
        assertThat(window.mayAllRun()).isTrue();
    }
}
