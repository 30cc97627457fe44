package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Uninterruptibly;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A start whose subscriber is well in time, and whose process is stopped meanwhile for longer than the start has time.
 * To be run in a JVM of its own.
 */
final class StoppedProcess {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A third of the deadline. Counted, as the clock goes on while the process stands still. */
    private static final int STEPS = 30;

    private static final long STEP_MILLIS = 10;

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
        AddressSpace space = new AddressSpace();
        CountDownLatch subscribed = new CountDownLatch(1);
        Thread polling = new Thread(() -> poll(space, subscribed));
        polling.setDaemon(true);
        polling.start();
        Uninterruptibly.await(subscribed);
        Invalidator producer = space.newInvalidator("producer", DEADLINE_NANOS);
        stopSoon();
        System.out.println(producer.invalidateRangeStart(new InvalidationRange().init(space, 0x1000, 0x2000)));
    }
}
