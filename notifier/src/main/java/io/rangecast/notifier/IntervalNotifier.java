package io.rangecast.notifier;

/** The callback of a subscription, run in the producer's thread. */
@FunctionalInterface
public interface IntervalNotifier {
    /**
     * A range that overlaps the subscription is about to change: let go of it before returning. Readers of the
     * subscription already fail their retry, whatever the callback does.
     *
     * <p>Called by the thread that starts the invalidation, perhaps by several at once for different windows. It may
     * start and end other invalidations and make subscriptions. It must not close a subscription that has a callback
     * (but {@link Subscription#closeAsync} is allowed), nor wait in a {@code readBegin}: both are refused by an
     * {@link IllegalStateException}.
     *
     * <p>If it throws, or refuses where it must not, it has not let go. The space's {@link InvalidationErrorHandler} is told,
     * the other callbacks are still called, and the start returns {@link InvalidationResult#FAILED}, or
     * {@link InvalidationResult#AGAIN} if it must not wait. The callback may then be called again for the same window, and must
     * allow for that. If it can never let go, its owner closes the subscription.
     *
     * @param subscription which subscription is hit
     * @param invalidation what will change; valid until the callback returns
     * @return true if done; false to refuse, which is allowed only if the invalidation is not
     *     {@linkplain Invalidation#isBlockable() blockable}
     */
    boolean invalidate(Subscription subscription, Invalidation invalidation);
}
