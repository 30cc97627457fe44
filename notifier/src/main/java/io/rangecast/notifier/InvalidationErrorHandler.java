package io.rangecast.notifier;

/** Hears what callbacks do wrong. */
@FunctionalInterface
public interface InvalidationErrorHandler {
    /**
     * A callback has thrown, or has refused where it must not. The others are told afterwards, and the window stays
     * balanced.
     *
     * <p>Called by the thread that starts the invalidation. It must not throw; what it throws is dropped.
     *
     * @param error what was thrown, or an {@link IllegalStateException} for a refusal
     * @param invalidation the invalidation that was being told; valid until this returns
     * @param subscription whose callback it was
     */
    void onError(Throwable error, Invalidation invalidation, Subscription subscription);
}
