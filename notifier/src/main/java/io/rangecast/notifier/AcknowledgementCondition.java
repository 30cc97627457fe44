package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/** The acknowledgements that a producer waits for: to one window, or to all windows of a batch. */
interface AcknowledgementCondition extends SpinThenPark.Condition {
    /** About as long as it takes to sleep and to be woken: so a wait takes twice as long as it must, at worst. */
    long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

    /** Before a wait: fails if this thread must not wait, as only it could acknowledge, or too much nests already. */
    void checkMayWait();
}
