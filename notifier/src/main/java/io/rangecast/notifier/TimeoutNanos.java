package io.rangecast.notifier;

import java.time.Duration;
import java.util.Objects;

/** A time-out that a person has typed, in the nanoseconds that waits count by. */
final class TimeoutNanos {
    private TimeoutNanos() {}

    /** A time in nanoseconds; the longest there is, if it is too long for them. */
    static long of(Duration timeout) {
        try {
            return Objects.requireNonNull(timeout, "timeout").toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
