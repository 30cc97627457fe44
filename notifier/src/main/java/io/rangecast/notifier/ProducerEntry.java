package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

/**
 * One producer as other threads see it, as long as it is among the {@link Producers} of its space. It does not keep the
 * producer alive. A producer that comes back after it was retired has another entry.
 */
final class ProducerEntry extends EntryList.Entry<ProducerEntry> {
    private static final VarHandle LEAVING;

    static {
        try {
            LEAVING = MethodHandles.lookup().findVarHandle(ProducerEntry.class, "leaving", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WindowTable windows = new WindowTable();
    final ProducerCounters counters = new ProducerCounters(windows);
    final ParkingSpot parkingSpot;
    final ProducerInboxes inboxes;
    private final WeakReference<ProducerOwnership> producer;

    private volatile long windowsBefore = -1;

    /** Whether a thread is about to take it out. Taken back without a call, as an error could strike there. */
    volatile boolean leaving;

    /** Whether its counts are among those of the producers that have left: see {@link Producers}. */
    volatile boolean over;

    ProducerEntry(ProducerOwnership producer) {
        this.producer = new WeakReference<>(producer);
        this.parkingSpot = producer.parkingSpot();
        this.inboxes = new ProducerInboxes(parkingSpot);
    }

    /** Whether it has opened nothing since somebody asked this last. Racy, as a hint. */
    boolean hasBeenIdle() {
        long now = counters.windows();
        boolean idle = now == windowsBefore;
        windowsBefore = now;
        return idle;
    }

    /** Null once nobody has the invalidator any more: then nobody will ever use it. */
    ProducerOwnership producer() {
        return producer.get();
    }

    /** Whether the current thread is the one to take it out. */
    boolean tryLeave() {
        return !leaving && LEAVING.compareAndSet(this, false, true);
    }

    @Override
    boolean isOver() {
        return over;
    }
}
