package io.rangecast.notifier;

import java.time.Duration;
import java.util.Objects;

/**
 * How long to wait for those who have not let go, and what to do then: for {@link Invalidator#change} and
 * {@link AddressSpace#invalidate}. Immutable.
 *
 * @param waitNanos how long to wait, in nanoseconds; 0 to look once
 * @param action what to do then
 */
public record LaggardPolicy(long waitNanos, Action action) {
    /** The choice of what to do if somebody has not let go in time. */
    public enum Action {
        /** End the window without the change. */
        ABORT,

        /** Retire: the change is made when all have let go, by those whom {@link Invalidator#retire} names. */
        RETIRE,

        /** Evict them, as {@link Invalidator#evict} does, so that nobody waits for them again; then retire. */
        EVICT
    }

    /**
     * Checks what it is given.
     *
     * @param waitNanos how long to wait, in nanoseconds; 0 to look once
     * @param action what to do then
     * @throws IllegalArgumentException if the time is negative
     */
    public LaggardPolicy {
        Objects.requireNonNull(action, "action");
        if (waitNanos < 0) {
            throw new IllegalArgumentException("a wait of -0x" + Long.toHexString(-waitNanos) + " ns");
        }
    }

    /**
     * Waits, and gives the change up. After 0 ns: a try, which returns {@link InvalidationResult#AGAIN}.
     *
     * @param waitNanos how long to wait, in nanoseconds
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy abortAfter(long waitNanos) {
        return new LaggardPolicy(waitNanos, Action.ABORT);
    }

    /**
     * Waits as {@link #abortAfter(long)} does.
     *
     * @param wait how long
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy abortAfter(Duration wait) {
        return abortAfter(TimeoutNanos.of(Objects.requireNonNull(wait, "wait")));
    }

    /**
     * Waits, and leaves the change to those who let go.
     *
     * @param waitNanos how long to wait, in nanoseconds
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy retireAfter(long waitNanos) {
        return new LaggardPolicy(waitNanos, Action.RETIRE);
    }

    /**
     * Waits as {@link #retireAfter(long)} does.
     *
     * @param wait how long
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy retireAfter(Duration wait) {
        return retireAfter(TimeoutNanos.of(Objects.requireNonNull(wait, "wait")));
    }

    /**
     * Waits, and gives up on those who have not let go.
     *
     * @param waitNanos how long to wait, in nanoseconds
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy evictAfter(long waitNanos) {
        return new LaggardPolicy(waitNanos, Action.EVICT);
    }

    /**
     * Waits as {@link #evictAfter(long)} does.
     *
     * @param wait how long
     * @return the policy
     * @throws IllegalArgumentException if the time is negative
     */
    public static LaggardPolicy evictAfter(Duration wait) {
        return evictAfter(TimeoutNanos.of(Objects.requireNonNull(wait, "wait")));
    }

    /**
     * Producer: waits for those who have not let go of a published range. If all have then, makes the change; else does what
     * the action says. Ends the window, once: what depends on its end may use the range again.
     */
    InvalidationResult treatLaggards(Invalidator invalidator, InvalidationRange range, Runnable change) {
        boolean ended = false;
        try {
            InvalidationResult result = invalidator.awaitOrTry(range, waitNanos);
            if (result != InvalidationResult.COMPLETED && action == Action.EVICT) {
                result = invalidator.evict(range);
            }
            if (result == InvalidationResult.COMPLETED) {
                invalidator.runInside(change);
            } else if (action != Action.ABORT) {
                result = invalidator.retireAtOnce(range, change, null);
                ended = true;
            }
            return result;
        } finally {
            if (!ended) {
                range.close();
            }
        }
    }
}
