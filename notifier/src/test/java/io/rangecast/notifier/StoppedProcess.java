package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Uninterruptibly;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * A wait for a subscriber that is well in time, in a process that is stopped meanwhile for longer than the wait has time.
 * Prints its answer, or what was told. To be run in a JVM of its own.
 */
final class StoppedProcess {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A third of the deadline. Counted, as the clock goes on while the process stands still. */
    private static final int STEPS = 30;

    private static final long STEP_MILLIS = 10;

    static final String BY_DEFAULT = "a start";
    static final String OWN_STRATEGY = "a start with a strategy of the user's";
    static final String REAPER = "the close of a reaper";

    private StoppedProcess() {}

    private static void work(InvalidationRecord record) {
        for (int i = 0; i < STEPS; i++) {
            Uninterruptibly.sleep(STEP_MILLIS);
        }
    }

    private static void poll(AddressSpace space, CountDownLatch subscribed) {
        Subscriber subscriber = new Subscriber("innocent", StoppedProcess::work);
        space.subscribe(0x1000, 0x1000, subscriber);
        subscriber.attach();
        subscribed.countDown();
        while (true) {
            subscriber.newIdleStrategy().idle(subscriber.poll(1));
        }
    }

    private static void stopSoon() throws IOException {
        long pid = ProcessHandle.current().pid();
        new ProcessBuilder("sh", "-c", "sleep 0.1; kill -STOP " + pid + "; sleep 1.5; kill -CONT " + pid).start();
    }

    public static void main(String[] arguments) throws Exception {
        AddressSpace space = new AddressSpace((error, invalidation, source) -> System.out.println(error.getMessage()));
        CountDownLatch subscribed = new CountDownLatch(1);
        Thread polling = new Thread(() -> poll(space, subscribed));
        polling.setDaemon(true);
        polling.start();
        Uninterruptibly.await(subscribed);
        InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);
        stopSoon();
        if (arguments[0].equals(REAPER)) {
            MemoryReaper reaper = space.startReaper(Duration.ofNanos(DEADLINE_NANOS));
            space.newInvalidator("producer").retire(range, () -> {});
            reaper.close();
            System.out.println("drained");
        } else {
            System.out.println(producer(arguments[0], space).invalidateRangeStart(range));
        }
    }

    private static Invalidator producer(String which, AddressSpace space) {
        return which.equals(OWN_STRATEGY)
                ? space.newInvalidator("producer", new SleepingMillisIdleStrategy(1), DEADLINE_NANOS)
                : space.newInvalidator("producer", DEADLINE_NANOS);
    }
}
