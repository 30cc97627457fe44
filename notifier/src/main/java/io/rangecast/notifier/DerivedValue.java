package io.rangecast.notifier;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One thing that a reader derives from a range and keeps while it is good: an address, a view, a translation, a
 * registration with a device. It is looked up when it is wanted, and let go of when a record or a window revokes it.
 *
 * <pre>{@code
 * DerivedValue<View> view = new DerivedValue<>(this::mapView, View::unmap);
 * Subscriber reader = new Subscriber("reader", view);
 * Subscription subscription = space.subscribe(start, length, reader);
 * while (running) {
 *     View current = view.get(subscription); // polls, and looks up if it has to
 *     if (current != null) {
 *         current.use(); // until the next get or poll
 *     }
 * }
 * }</pre>
 *
 * <p><b>A polling reader</b> gets the value under a subscription of a {@link Subscriber} whose handler is this, or that hands
 * each record to {@link #onRecord}. Each {@link #get} is a poll. So a thread with several values first gets each, then
 * {@linkplain #peek peeks} at each, and uses those that are still there.
 *
 * <p><b>An optimistic reader</b> gets the value under a subscription that has no subscriber, copies what it needs, and trusts
 * the copy only if {@link #peek} then still returns the value.
 *
 * <p>One thread makes all calls, the one that polls; or the caller keeps them apart. A get that finds the value there
 * allocates nothing and is wait-free, but for the records that it takes.
 *
 * @param <T> what is derived
 */
public final class DerivedValue<T> implements RecordHandler {
    private final GuardedLookUp<T> lookUp;
    private final Consumer<? super T> release;

    /** Null while nothing is held. */
    private T value;

    /** Under which, and since which begin, the value is held. */
    private Subscription subscription;

    private long seen;

    /** Whether the value must not be used any more: it is held until it has been released. */
    private boolean revoked;

    /**
     * Holds nothing yet.
     *
     * @param lookUp derives a value, from what is changed inside windows only, or returns null if there is none; as in
     *     {@link Subscription#lookUp(Supplier)}, so it may take locks under which others invalidate
     * @param release lets go of a value; called once for each value that was looked up, by the thread that gets. If it throws,
     *     the value counts as held, and is released again later
     */
    public DerivedValue(Supplier<? extends T> lookUp, Consumer<? super T> release) {
        this.lookUp = new GuardedLookUp<>(lookUp, release);
        this.release = release;
    }

    /**
     * The value, which is looked up again unless a good one is held. Takes all records that have come. Waits while a window
     * is open over the range.
     *
     * @param under a subscription over the range from which the value is derived
     * @return the value, good until the thread polls or gets next, or waits in this library; for an optimistic reader as long
     *     as {@link #peek} returns it. Null if there is none, or the subscription is closed
     * @throws IllegalStateException as {@link Subscriber#poll(int)}; in a callback or a record handler if it has to look
     *     up
     */
    public T get(Subscription under) {
        Subscriber reader = Objects.requireNonNull(under, "under").subscriber();
        if (reader != null) {
            reader.poll(Integer.MAX_VALUE);
        }
        if (subscription != under || !isGood()) {
            letGo();
            subscription = under;
            value = under.lookUpBy(lookUp);
            seen = lookUp.seen;
        }
        return value;
    }

    /**
     * The value that is held, if it is still good. Neither polls nor waits.
     *
     * @return the value, or null
     * @throws IllegalStateException if the subscriber's thread is offline
     */
    public T peek() {
        if (value == null) {
            return null;
        }
        Subscriber reader = subscription.subscriber();
        if (reader != null) {
            reader.checkOnline();
        }
        return isGood() ? value : null;
    }

    private boolean isGood() {
        return value != null && !revoked && !subscription.readRetry(seen);
    }

    /** Lets go of the value, if one is held. Call this before the subscription is closed, or if the value is not needed soon. */
    public void letGo() {
        if (value != null) {
            revoked = true;
            release.accept(value);
            value = null;
            revoked = false;
        }
        subscription = null;
    }

    /**
     * Lets go of the value if the record revokes it. A second call for the same record does no harm.
     *
     * @param record of any space
     */
    @Override
    public void onRecord(InvalidationRecord record) {
        Objects.requireNonNull(record, "record");
        if (value != null && isHitBy(record)) {
            letGo();
        }
    }

    private boolean isHitBy(InvalidationRecord record) {
        int space = record.spaceId();
        return (space == 0 || space == subscription.registry.spaceId) // 0 stands for any
                && record.overlaps(subscription.start(), subscription.end());
    }
}
