package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The inbox of one subscriber thread. Invalidations of all spaces in which it has subscriptions wait here until the
 * thread polls; a producer's blockable start returns when the thread has polled past its record.
 *
 * <p><b>Assumptions</b>: one thread polls, and often: producers wait for it. Between two polls the thread may use what
 * it holds without asking anybody; by polling past a record it declares that it has let go of that range. <b>A wait in
 * this library is a poll too</b>: a thread that waits for acknowledgements, in {@link Subscription#readBegin} or in
 * {@link Subscription#close} meanwhile serves the inboxes that it polls, so that two threads that invalidate each other
 * do not wait for ever. After such a call an address held before it may be void; {@link Subscription#tryReadBegin}
 * never waits.
 *
 * <p><b>Guarantees</b>: no record is lost. What a producer did before a start happens before the handler sees the
 * record; what the handler did happens before that start returns. Polling is wait-free but for the handler, and
 * allocates nothing, except when it drops the inbox of an invalidator that has closed. If a handler throws, poll passes
 * that on; the record is then not acknowledged and comes again with the next poll.
 *
 * <p>What a handler throws while it is served in a wait is not passed on there: the record comes again with the next
 * poll.
 */
public final class Subscriber implements AutoCloseable {
    /** The subscribers that each thread polls; only looked at when a thread waits. */
    private static final ThreadLocal<List<Subscriber>> OF_THREAD = ThreadLocal.withInitial(ArrayList::new);

    private static final int SERVED_AT_ONCE = 64;
    private static final VarHandle THREAD;

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(Subscriber.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final RecordHandler handler;
    private final InvalidationRecord record = new InvalidationRecord();
    private final Object lock = new Object();
    private volatile Inbox[] inboxes = new Inbox[0];
    private volatile boolean closed;

    /** The thread that polls. Passes from one to another by detach and attach, or by the first one's death. */
    private volatile Thread thread;

    // Only used by the thread that polls.
    private int first;
    private boolean polling;

    /**
     * An inbox without subscriptions.
     *
     * @param name how reports call it
     * @param handler what to do with records
     */
    public Subscriber(String name, RecordHandler handler) {
        this.name = Objects.requireNonNull(name, "name");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * How reports call it.
     *
     * @return the name given at construction
     */
    public String name() {
        return name;
    }

    /**
     * Makes the current thread the one that polls. {@link #poll} does the same at its first call; attaching earlier
     * lets the thread be served while it waits in this library before that.
     *
     * @throws IllegalStateException if this is closed, or belongs to another thread that lives and has not detached
     */
    public void attach() {
        Thread current = Thread.currentThread();
        Thread owner = thread;
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        if (owner != current) {
            if (owner != null && owner.isAlive() || !THREAD.compareAndSet(this, owner, current)) {
                throw new IllegalStateException(this + " belongs to " + thread + ", which has not detached");
            }
            polling = false; // the last owner may have died in a handler
            OF_THREAD.get().add(this);
        }
    }

    /**
     * Lets another thread become the one that polls. Called by the thread that is.
     *
     * @throws IllegalStateException if this does not belong to the current thread, or is called by the handler
     */
    public void detach() {
        if (thread != Thread.currentThread() || polling) {
            throw new IllegalStateException(this + (polling ? " is in its handler" : " belongs to " + thread));
        }
        OF_THREAD.get().remove(this);
        thread = null;
    }

    /**
     * Takes records, oldest first within each producer, and acknowledges each when the handler has returned. What did
     * not fit into the ring of a producer comes after all that did, as {@link InvalidationRecord#isEverything()}.
     *
     * @param limit how many at most
     * @return how many were taken
     * @throws IllegalStateException if called by the handler, after close, or if this belongs to another thread
     */
    public int poll(int limit) {
        if (thread != Thread.currentThread() || closed) {
            attach();
        }
        if (polling) {
            throw new IllegalStateException(this + " polls in its own handler");
        }
        polling = true;
        try {
            return drain(limit);
        } finally {
            polling = false;
        }
    }

    private int drain(int limit) {
        Inbox[] current = inboxes;
        int taken = 0;
        int begin = first < current.length ? first : 0;
        // The next poll begins elsewhere, so that no producer starves another, even if a handler throws.
        first = begin + 1;
        for (int i = begin; i < current.length && taken < limit; i++) {
            taken += drain(current[i], limit - taken);
        }
        for (int i = 0; i < begin && taken < limit; i++) {
            taken += drain(current[i], limit - taken);
        }
        return taken;
    }

    private int drain(Inbox inbox, int limit) {
        int taken = inbox.drain(record, handler, limit);
        if (taken == 0 && inbox.isFinished()) {
            remove(inbox);
        }
        return taken;
    }

    /** Lets a thread that waits answer those who wait for it. */
    static void serveCurrentThread() {
        List<Subscriber> ofThread = OF_THREAD.get();
        for (int i = ofThread.size() - 1; i >= 0; i--) {
            if (i < ofThread.size()) { // a handler may have closed some
                Subscriber subscriber = ofThread.get(i);
                if (subscriber.closed) {
                    ofThread.remove(i);
                } else if (!subscriber.polling) {
                    subscriber.serve();
                }
            }
        }
    }

    /** A handler must not wait for a window: its producer may wait for the handler. */
    static void checkNotInHandler(String what, Subscription subscription) {
        List<Subscriber> ofThread = OF_THREAD.get();
        for (int i = 0; i < ofThread.size(); i++) {
            if (ofThread.get(i).polling) {
                throw new IllegalStateException(what + " of " + subscription + " inside the handler of "
                        + ofThread.get(i) + ": it might wait for itself");
            }
        }
    }

    private void serve() {
        try {
            poll(SERVED_AT_ONCE);
        } catch (Throwable comesAgain) {
            // Whoever waits has not asked for records. This one is not released, so the owner's next poll meets it.
        }
    }

    /**
     * Declares that the thread holds nothing any more and will not poll again. Producers no longer wait for it. Its
     * subscriptions remain until they are closed. To be called by the thread it belongs to, or by any if that has ended
     * or detached. A second call does nothing.
     *
     * @throws IllegalStateException if this belongs to another thread that lives
     */
    @Override
    public void close() {
        Thread owner = thread;
        if (owner != null && owner != Thread.currentThread() && owner.isAlive()) {
            throw new IllegalStateException(this + " belongs to " + owner + ", which may hold addresses");
        }
        closed = true;
        OF_THREAD.get().remove(this);
        synchronized (lock) {
            inboxes = new Inbox[0];
        }
    }

    boolean isClosed() {
        return closed;
    }

    void add(List<Inbox> more) {
        synchronized (lock) {
            if (!closed) {
                inboxes = Stream.concat(Arrays.stream(inboxes), more.stream()).toArray(Inbox[]::new);
            }
        }
    }

    private void remove(Inbox inbox) {
        synchronized (lock) {
            inboxes = Arrays.stream(inboxes).filter(i -> i != inbox).toArray(Inbox[]::new);
        }
    }

    @Override
    public String toString() {
        return "subscriber " + name;
    }
}
