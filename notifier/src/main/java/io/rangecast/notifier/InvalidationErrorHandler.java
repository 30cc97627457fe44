package io.rangecast.notifier;

/** Hears what callbacks do wrong. */
@FunctionalInterface
public interface InvalidationErrorHandler {
    /**
     * A callback has thrown, or has refused where it must not: once for each call. The others are told afterwards, and
     * the window stays balanced. If it was to let go of a range, the producer is told that it has not.
     *
     * <p>It is also told of what the freeing of memory that was {@linkplain Invalidator#retire retired} throws, or its
     * executor.
     *
     * <p>Called by the thread that runs the callback, or frees. It must not throw; what it throws is dropped.
     *
     * @param error what was thrown, or an {@link IllegalStateException} for a refusal
     * @param invalidation the invalidation that was being told; valid until this returns. Null if there was none: for
     *     what a {@link Notifier} is called for besides starts and ends
     * @param source whose callback it was: a {@link Subscription} or a {@link Notifier}; or what frees retired memory, or
     *     the {@link AddressSpace} if the memory was quarantined
     */
    void onError(Throwable error, Invalidation invalidation, Object source);
}
