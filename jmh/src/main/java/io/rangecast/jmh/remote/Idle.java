package io.rangecast.jmh.remote;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** What agents do that have nothing to do. */
public enum Idle {
    /** They run on, and let others. */
    YIELD {
        @Override
        IdleStrategy strategy() {
            return new YieldingIdleStrategy();
        }
    },

    /** They sleep for a microsecond, or what the system makes of that. */
    PARK {
        @Override
        IdleStrategy strategy() {
            return new SleepingIdleStrategy(1_000);
        }
    };

    abstract IdleStrategy strategy();
}
