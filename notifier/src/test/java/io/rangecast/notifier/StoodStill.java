package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Knows whether this process stood still: somebody stopped it, or suspended its machine. Clocks go on meanwhile, and
 * nothing else; so a watchdog that sees its time over proves nothing then.
 *
 * <p>A thread looks at the clock all the time. What lies between two looks that are far apart, nobody has lived through.
 */
final class StoodStill {
    /** Far longer than a thread waits for a processor, far shorter than a watchdog waits. */
    static final long FAR_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long EACH_MILLIS = 100;
    private static final StoodStill THIS_PROCESS = new StoodStill(System::nanoTime);

    private final LongSupplier clock;
    private volatile long lastLook;
    private volatile long lastFar; // when it went on

    static {
        Thread looking = new Thread(THIS_PROCESS::lookForEver, "looks at the clock");
        looking.setDaemon(true);
        looking.setPriority(Thread.MAX_PRIORITY);
        looking.start();
    }

    StoodStill(LongSupplier clock) {
        this.clock = clock;
        lastLook = clock.getAsLong();
        lastFar = lastLook - 1;
    }

    /** Whether this process stood still for some time since then. */
    static boolean since(long nanoTime) {
        return THIS_PROCESS.hasSince(nanoTime);
    }

    /** A caller may run before the thread that looks does. */
    boolean hasSince(long nanoTime) {
        look();
        return lastFar - nanoTime >= 0;
    }

    synchronized void look() {
        long now = clock.getAsLong();
        if (now - lastLook >= FAR_NANOS) {
            lastFar = now;
        }
        lastLook = now;
    }

    private void lookForEver() {
        while (true) {
            look();
            try {
                Thread.sleep(EACH_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
