package io.rangecast.notifier;

/** What a subscriber thread does with a record. */
@FunctionalInterface
public interface RecordHandler {
    /**
     * Lets go of all that was derived from the record's range. When this returns, the producer is told that it may go
     * on.
     *
     * <p>Called by the subscriber's thread. If it throws, the record is not acknowledged and is handed over again by
     * the next poll, so it must bear being called twice.
     *
     * @param invalidation the record; valid until this returns
     */
    void onRecord(InvalidationRecord invalidation);
}
