package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** How long a watchdog waits. It begins anew if the process stood still meanwhile. */
final class Patience {
    private static final long EACH_MILLIS = 10;

    private final long nanos;
    private long begun = System.nanoTime();

    Patience(long nanos) {
        this.nanos = nanos;
    }

    /** As many seconds, or more if tests do more than in an ordinary build: four times as many with {@code -Pproof}. */
    static long nanos(int seconds) {
        return TimeUnit.SECONDS.toNanos(Math.max(seconds, Effort.of(4 * seconds)));
    }

    boolean isOver() {
        if (System.nanoTime() - begun < nanos) {
            return false;
        }
        if (StoodStill.since(begun)) {
            begun = System.nanoTime();
            return false;
        }
        return true;
    }

    /** Waits for something, or fails and says what stood still. */
    void await(BooleanSupplier something, String otherwise) throws InterruptedException {
        while (!something.getAsBoolean()) {
            if (isOver()) {
                throw StateDump.error(otherwise);
            }
            Thread.sleep(EACH_MILLIS);
        }
    }
}
