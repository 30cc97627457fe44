package io.rangecast.notifier;

/** A handler of records, called by a subscriber's thread. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Lets go of all that was derived from the record's range. When this returns, the producer is told that it may go
     * on.
     *
     * <p>Called by the subscriber's thread. If it throws, the record is not acknowledged and is handed over again by
     * the next poll, so it must bear being called twice.
     *
     * <p>A thread that waits in this library serves its own subscribers meanwhile: its own start, which may hit itself,
     * runs its own handler. So a thread that walks the structure which its handler changes, to choose a victim, must not
     * start inside the walk: the structure would change under the iterator. It publishes in the walk, which runs no
     * handler, and awaits behind it:
     *
     * <pre>{@code
     * for (Translation each : translations) { // of this thread
     *     if (each.isCold()) {
     *         victims.add(each.range());
     *         invalidator.publish(each.range());
     *     }
     * }
     * for (InvalidationRange victim : victims) { // the handler runs in here
     *     if (invalidator.await(victim) == InvalidationResult.COMPLETED) {
     *         free(victim);
     *     }
     *     invalidator.invalidateRangeEnd(victim);
     * }
     * }</pre>
     *
     * @param invalidation the record; valid until this returns
     */
    void onRecord(InvalidationRecord invalidation);
}
