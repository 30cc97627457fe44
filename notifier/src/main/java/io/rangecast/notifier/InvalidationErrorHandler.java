package io.rangecast.notifier;

/** Is told what callbacks do wrong. */
@FunctionalInterface
public interface InvalidationErrorHandler {
    /**
     * A callback has thrown, or has refused where it must not. Called once for each such call, by its thread. The other
     * callbacks are called afterwards, and the window gets its end. If the callback was to let go of a range, the producer is
     * told that it has not.
     *
     * <p>Also called if an action that frees {@linkplain Invalidator#retire retired} memory throws, or its executor, by the
     * thread that frees; and if memory is held still when a {@link MemoryReaper} has been closed, by the thread that closes it.
     *
     * <p>Must not throw; what it throws is dropped.
     *
     * @param error what was thrown, or an {@link IllegalStateException} for a refusal
     * @param invalidation of which the callback was told; valid until this returns. Null if there was none, as when another
     *     method of a {@link Notifier} than start and end was called
     * @param source the {@link Subscription} or {@link Notifier} whose callback it was; the action that frees retired memory,
     *     or the {@link AddressSpace} if the memory was quarantined, or is held still; the {@link Subscriber} for whose
     *     records there was no memory; or the {@link Invalidator} that was misused, or could not be given back
     */
    void onError(Throwable error, Invalidation invalidation, Object source);
}
