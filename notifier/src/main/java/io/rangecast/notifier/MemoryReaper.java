package io.rangecast.notifier;

import io.rangecast.ranges.internal.Backoff;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A daemon thread that frees what is retired in one space, from {@link AddressSpace#startReaper} to {@link #close}. It does
 * what {@link AddressSpace#reapQuarantine} does, again and again: at once as long as it finds something, else after a
 * quarter of the time for which it has found nothing, a second at most, asleep in between. Actions that free run in it, one
 * after the other. It tells the space's {@link InvalidationErrorHandler} what they throw, and goes on. Until it is closed it
 * keeps the space reachable.
 */
public final class MemoryReaper implements AutoCloseable {
    /** Of a thousand reapers, each of a space where nothing is held, not one may be heard. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** So many are named if they are still held in the end. */
    private static final int MOST_NAMED = 20;

    private final AddressSpace space;
    private final Quarantine quarantine;
    private final long drainNanos;
    private final Thread thread;

    /** The thread ends as soon as nothing is held. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Those who close it, asleep until it has looked for the last time. */
    private final WaitQueue closers = new WaitQueue();

    private volatile boolean ended;

    /**
     * It ends behind one look more. Whoever closes it says so and not a clock that the thread reads: a process that stood
     * still has not had the time.
     */
    private volatile boolean timeOver;

    private MemoryReaper(AddressSpace space, Quarantine quarantine, long drainNanos) {
        this.space = space;
        this.quarantine = quarantine;
        this.drainNanos = Math.max(0, drainNanos);
        thread = new Thread(null, this::run, toString(), 0, false);
        thread.setDaemon(true);
    }

    static MemoryReaper start(AddressSpace space, Quarantine quarantine, long drainNanos) {
        MemoryReaper reaper = new MemoryReaper(space, quarantine, drainNanos);
        reaper.thread.start();
        return reaper;
    }

    // ---- the thread

    private void run() {
        try {
            reapUntilClosed();
        } finally {
            ended = true;
            closers.wakeFirst();
        }
    }

    private void reapUntilClosed() {
        long idleSince = System.nanoTime();
        boolean closing = false;
        boolean last;
        do {
            Backoff.takeInterrupt(); // an action's, which would end each sleep: before it looks what has woken it
            boolean wasClosing = closing;
            closing = closed.get();
            last = isDrained(); // asked first: so there is a look when the time is over
            boolean hasFound = hasReaped();
            long now = System.nanoTime();
            if (hasFound || closing != wasClosing) { // whoever closes it waits
                idleSince = now;
            } else if (!last) {
                Backoff.sleep(Backoff.growing(now - idleSince, LONGEST_SLEEP_NANOS));
            }
        } while (!last);
    }

    /** Whether this is closed, and either nothing is held any more, or the time is over. */
    private boolean isDrained() {
        return timeOver || closed.get() && quarantine.amount().blocks() == 0;
    }

    private boolean hasReaped() {
        try {
            return quarantine.reapAll() > 0;
        } catch (Throwable thrown) { // by an action, or there is no memory
            space.report(thrown, null, space);
            return false;
        }
    }

    // ---- the end

    /**
     * Waits until nothing is held any more in the space, at most as long as {@link AddressSpace#startReaper} was told and 20 ms
     * for a last look, and ends the thread. Time in which the process stood still is given back. A thread that frees something
     * then, or was not waited for at all, looks to the end, also behind this call. If memory is held still then, the space's
     * {@link InvalidationErrorHandler} is told by an {@link IllegalStateException} how much, and who holds the oldest; it
     * stays where it is, and {@link AddressSpace#quarantined} lists it, for a later {@link AddressSpace#reapQuarantine} or
     * another reaper. Does not close the space.
     *
     * <p>Any thread may call this. It sleeps meanwhile, and serves the inboxes that it polls; an interrupt does not end the wait,
     * and is kept. What the actions did happens before the return if all have run. A second call waits likewise, and tells
     * nothing.
     *
     * @throws IllegalStateException inside a callback or a record handler, or inside an action that this runs, which might wait
     *     for itself; nothing has changed then
     */
    @Override
    public void close() {
        CallbackScope.check("close", this);
        PolledSubscribers.checkNotInHandler("close", this);
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "close of " + this + " inside an action that it runs: it would wait for itself");
        }
        boolean first = closed.compareAndSet(false, true);
        LockSupport.unpark(thread);
        try {
            SpinThenPark.await(new LastLook(), null, drainNanos);
        } finally {
            timeOver = true;
            LockSupport.unpark(thread);
        }
        SpinThenPark.await(new End(thread), null, drainNanos == 0 ? 0 : LAST_LOOK_NANOS);
        if (first) {
            tellWhatIsHeld();
        }
    }

    private void tellWhatIsHeld() {
        long blocks = quarantine.amount().blocks();
        if (blocks > 0) {
            String held = space + " holds 0x" + Long.toHexString(blocks) + " blocks, 0x"
                    + Long.toHexString(quarantine.amount().bytes()) + " bytes, behind the close of its reaper: ";
            space.report(new IllegalStateException(held + quarantine.oldest(MOST_NAMED)), null, space);
        }
    }

    /** Of the thread, which wakes the first of those who wait. Each that goes wakes others. */
    private final class LastLook implements SpinThenPark.Condition {
        private final ParkingSpot parkingSpot = new ParkingSpot();
        private boolean queued;

        @Override
        public boolean isOver() {
            return ended;
        }

        @Override
        public void announce(Thread current) {
            parkingSpot.announce(current);
            if (!queued) {
                closers.add(parkingSpot);
                queued = true;
            }
        }

        @Override
        public void retract() {
            parkingSpot.retract();
            if (queued) {
                closers.remove(parkingSpot);
                VarHandle.fullFence(); // see WaitQueue
                if (ended) {
                    closers.wakeNext();
                }
            }
        }

        @Override
        public long longestSleep(long waitedNanos) {
            return SpinThenPark.announced(waitedNanos);
        }

        @Override
        public Alarm alarm() {
            return null;
        }
    }

    /** Of the thread, behind its last look. Nobody announces it; what that costs is some milliseconds, once. */
    private record End(Thread thread) implements SpinThenPark.Condition {
        @Override
        public boolean isOver() {
            return !thread.isAlive();
        }

        @Override
        public void announce(Thread current) {}

        @Override
        public void retract() {}

        @Override
        public long longestSleep(long waitedNanos) {
            return SpinThenPark.unannounced(waitedNanos);
        }

        @Override
        public Alarm alarm() {
            return null;
        }
    }

    @Override
    public String toString() {
        return "reaper of " + space;
    }
}
