package io.rangecast.segment;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.ranges.Interval;
import io.rangecast.ranges.IntervalTree;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.agrona.concurrent.IdleStrategy;

/**
 * Leases for a thread with a loop of its own: an event loop, a duty cycle. It polls, and between two polls uses its leases
 * without asking anybody.
 *
 * <pre>{@code
 * try (SegmentReader reader = new SegmentReader("reader", space)) {
 *     while (running) {
 *         reader.poll(16);
 *         MemorySegment page = reader.lease(directory.get(number)); // the same, until it is revoked
 *         if (page != null) {
 *             use(page.get(ValueLayout.JAVA_LONG, 0));
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>Assumptions</b>: the thread that has made this, which may be a virtual one, calls all methods but {@link #isClosed};
 * in other threads they are a {@link WrongThreadException}. It polls often, as revocations wait for it. A wait in Rangecast,
 * such as a revocation, is a poll, too. Before the thread blocks elsewhere, or takes a lock under which others revoke, it goes
 * {@link #offline}, or lets {@link #blocking} do that.
 *
 * <p><b>Guarantees</b>: a lease works, and shows the memory, until this has polled past its revocation; from then on it is an
 * {@link IllegalStateException}. It never shows what comes afterwards at the same addresses. That also holds if the thread ends
 * without a close, or is {@linkplain io.rangecast.notifier.Invalidator#evict evicted}. It does not hold once somebody
 * else has declared that the thread holds nothing ({@link Subscriber#closeAllOfCurrentThread} at the end of a task): leases
 * that were taken before must not be used.
 *
 * <p><b>Cost</b>: a lease that this has already is a look into a hash table, and allocates nothing; a poll that finds nothing is
 * one load, see {@link Subscriber#withDoorbell}. A first lease makes an arena, a segment and a subscription, O(log n) in those of the space, and is told of
 * by any event over its range. Nothing that the JVM does stops this thread.
 */
public final class SegmentReader implements AutoCloseable {
    private final AddressSpace space;
    private final Thread thread = Thread.currentThread();
    private final Subscriber subscriber;
    private final Map<RevocableSegment, Lease> leases = new HashMap<>();

    /** Those of the leases that are open, by address. */
    private final IntervalTree<Lease> byAddress = new IntervalTree<>();

    private final Predicate<Lease> closing = this::close;

    /** Closed by the handler, and still in both: that can wait until it is acknowledged. Linked, newest first. */
    private Lease closed;

    /** What was asked for last, and its lease; null once that is to be closed. So most look-ups are two comparisons. */
    private RevocableSegment lastSegment;

    private MemorySegment lastView;

    /** Nothing is leased: from before nobody waits for the thread until behind that they do again, whatever is thrown in between. */
    private boolean offline;

    /**
     * A reader without leases, for the current thread.
     *
     * @param name how reports call it
     * @param space of the memory that it is going to lease
     */
    public SegmentReader(String name, AddressSpace space) {
        this.space = Objects.requireNonNull(space, "space");
        this.subscriber = Subscriber.withDoorbell(name, this::letGo);
        subscriber.attach();
    }

    // ---- leases

    /**
     * The memory, for this thread: the same segment each time, until it is revoked. Never waits.
     *
     * @param segment of this reader's space
     * @return its bytes from the first to the last, to be used by this thread until it polls past the revocation; null if it
     *     is revoked, or somebody has a window open over it: poll, and look it up anew
     * @throws IllegalArgumentException if the memory is of another space
     * @throws IllegalStateException if this is closed, evicted or offline, or the space is released
     */
    public MemorySegment lease(RevocableSegment segment) {
        MemorySegment view = lastView;
        boolean same = view != null && lastSegment == segment;
        if (same && Thread.currentThread() == thread && !subscriber.isClosed()) {
            return view;
        }
        return leaseOther(Objects.requireNonNull(segment, "segment"));
    }

    private MemorySegment leaseOther(RevocableSegment segment) {
        checkMayLease();
        Lease lease = leases.get(segment);
        if (lease == null || !lease.isOpen()) {
            lease = newLease(segment);
        }
        if (lease == null) {
            return null;
        }
        lastSegment = segment;
        lastView = lease.view();
        return lastView;
    }

    private void checkMayLease() {
        checkThread();
        if (subscriber.isClosed() || offline) {
            throw new IllegalStateException(this + (subscriber.isClosed() ? " is closed" : " is offline"));
        }
    }

    private Lease newLease(RevocableSegment segment) {
        tidy();
        if (segment.space() != space) {
            throw new IllegalArgumentException(
                    segment + " is of " + segment.space() + ", and " + this + " of " + space);
        }
        if (segment.isRevoked()) {
            return null;
        }
        Lease lease = new Lease(segment);
        boolean kept = false;
        try {
            Subscription told = space.subscribe(segment.address(), segment.byteSize(), subscriber);
            lease.toldBy(told);
            // In this order: who marks it as revoked later finds the subscription, and waits for this thread.
            long seen = told.tryReadBegin();
            if (seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD && !segment.isRevoked()) {
                leases.put(segment, lease);
                byAddress.insert(lease);
                kept = true;
            }
        } finally {
            if (!kept) {
                lease.next = closed; // first: where memory is short it is removed later
                closed = lease;
                lease.close();
                tidy();
            }
        }
        return kept ? lease : null;
    }

    /** The handler: closes what the record hits. If one is used by a native call, this throws, and the record comes again. */
    private void letGo(InvalidationRecord record) {
        byAddress.snapshot().forEachOverlap(record.start(), record.end(), Interval.EVERY_MASK, closing);
    }

    private boolean close(Lease lease) {
        if (lease.isOpen()) {
            forgetLast();
            lease.close();
            lease.next = closed; // no call here: an error between would leave a subscription behind
            closed = lease;
        }
        return true;
    }

    /** Behind the acknowledgement: forgets what the handler has closed. */
    private void tidy() {
        while (closed != null) {
            remove(closed);
            closed = closed.next;
        }
    }

    /** Closed before; may be called again. */
    private void remove(Lease lease) {
        byAddress.remove(lease);
        lease.unsubscribe();
        leases.remove(lease.segment(), lease); // last, as the others take memory
    }

    private void forgetLast() {
        lastView = null;
        lastSegment = null;
    }

    private void closeAll() {
        tidy();
        forgetLast();
        for (Lease lease : new ArrayList<>(leases.values())) {
            lease.close();
            remove(lease);
        }
    }

    /**
     * How many leases this has.
     *
     * @return those that are open
     */
    public int leases() {
        checkThread();
        tidy();
        return leases.size();
    }

    // ---- the thread

    /**
     * Lets go of what was revoked: closes those leases, oldest revocation first, and then acknowledges.
     *
     * @param limit how many revocations at most
     * @return how many there were
     * @throws IllegalArgumentException if the limit is negative
     * @throws IllegalStateException if this is closed or offline; or if a native call that is running in this thread uses a
     *     lease that was revoked: it is not acknowledged, and comes again
     */
    public int poll(int limit) {
        checkThread();
        int taken = subscriber.poll(limit);
        if (closed != null) {
            tidy();
        }
        return taken;
    }

    /**
     * How the thread may wait between polls: see {@link Subscriber#newIdleStrategy}.
     *
     * @return for this thread only
     */
    public IdleStrategy newIdleStrategy() {
        return subscriber.newIdleStrategy();
    }

    /**
     * Closes all leases, and has nobody wait for this thread until it is {@link #online}. O(leases).
     * What an error leaves of this leases nothing until then.
     *
     * @throws IllegalStateException if this is closed, or a native call uses a lease
     */
    public void offline() {
        checkThread();
        closeAll();
        offline = true;
        subscriber.offline();
    }

    /**
     * Ends {@link #offline}. If this throws, nothing can be leased until it is called again.
     *
     * @throws IllegalStateException if this is closed or evicted
     */
    public void online() {
        checkThread();
        subscriber.online();
        offline = false;
        tidy();
    }

    /**
     * Runs an action that may block, or take locks under which others revoke: goes {@link #offline}, runs the action, and comes
     * {@link #online}. Inside another action this only runs the action.
     *
     * @param action may block; takes and uses no lease. What it throws is passed on
     * @throws IllegalStateException as {@link #offline} and {@link #online}
     */
    public void blocking(Runnable action) {
        Objects.requireNonNull(action, "action");
        checkThread();
        if (offline) {
            action.run();
            return;
        }
        closeAll();
        offline = true;
        try {
            subscriber.blocking(action);
        } catch (Throwable thrown) {
            try {
                onlineUnlessClosed();
            } catch (Throwable more) {
                thrown.addSuppressed(more);
            }
            throw thrown;
        }
        onlineUnlessClosed();
    }

    /** Mostly once more: an error may have struck on the way back. */
    private void onlineUnlessClosed() {
        if (!subscriber.isClosed()) {
            online();
        }
    }

    private void checkThread() {
        if (Thread.currentThread() != thread) {
            throw new WrongThreadException(this + " belongs to " + thread + ", not to " + Thread.currentThread());
        }
    }

    /**
     * Closes all leases, and ends the reader. A second call does nothing.
     *
     * @throws IllegalStateException if a native call uses a lease: that is left open, and this too
     */
    @Override
    public void close() {
        checkThread();
        closeAll();
        subscriber.close();
    }

    /**
     * Whether this leases nothing any more, as it is closed, or was evicted and told so. Any thread.
     *
     * @return true if so
     */
    public boolean isClosed() {
        return subscriber.isClosed();
    }

    @Override
    public String toString() {
        return "segment reader " + subscriber.name();
    }
}
