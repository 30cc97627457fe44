package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Row O10: a start beside readers that leave no processor idle. How near the default comes to the best strategy says
 * {@code StartBesideBusyReadersBenchmark}; here it must be of the same order, where a wait that yields took a hundred times
 * as long.
 */
@Watchdog
@Tag("long")
class BusyProcessorsTest {
    private static final int ROUNDS = 5;
    private static final int STARTS = 200;
    private static final int TIMES = 8;

    private final AddressSpace space = new AddressSpace();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean stop;

    private void startReaders() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Subscriber subscriber = new Subscriber("reader " + i, record -> {});
            space.subscribe(0x1000, 0x1000, subscriber);
            readers.add(new Thread(() -> {
                while (!stop) {
                    subscriber.poll(16);
                }
                subscriber.close();
            }));
        }
        readers.forEach(Thread::start);
    }

    @AfterEach
    void stopReaders() throws InterruptedException {
        stop = true;
        for (Thread reader : readers) {
            reader.join();
        }
    }

    @Test
    @DisplayName("where every processor is busy the default wait is of the order of a sleep, not of a turn")
    void o10TheDefaultWaitIsOfTheOrderOfASleep() {
        IdleStrategy sleep = new SleepingIdleStrategy(TimeUnit.MILLISECONDS.toNanos(1));
        Invalidator byDefault = space.newInvalidator("default");
        Invalidator sleeping = space.newInvalidator("sleeping", sleep, Invalidator.DEFAULT_TIMEOUT_NANOS);
        startReaders();
        long[] defaults = new long[ROUNDS];
        long[] sleeps = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) { // in turns, so that both meet the same machine
            sleeps[i] = medianOfStarts(sleeping);
            defaults[i] = medianOfStarts(byDefault);
        }
        assertThat(best(defaults)).isLessThan(TIMES * best(sleeps));
    }

    private long medianOfStarts(Invalidator producer) {
        InvalidationRange range = new InvalidationRange();
        long[] nanos = new long[STARTS];
        for (int i = 0; i < STARTS; i++) {
            range.init(space, 0x1000, 0x2000);
            long begun = System.nanoTime();
            assertThat(producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
            nanos[i] = System.nanoTime() - begun;
            producer.invalidateRangeEnd(range);
        }
        Arrays.sort(nanos);
        return nanos[STARTS / 2];
    }

    private static long best(long[] medians) {
        return Arrays.stream(medians).min().orElseThrow();
    }
}
