package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The inbox of one subscriber thread. Invalidations of all spaces in which it has subscriptions wait here until the thread polls;
 * a producer's blockable start returns when the thread has polled past its record.
 *
 * <p><b>Assumptions</b>: {@link #poll} is called by one thread at a time, and often: producers wait for it. Between two polls the
 * thread may use what it holds without asking anybody; by polling past a record it declares that it has let go of that range.
 *
 * <p><b>Guarantees</b>: no record is lost. What a producer did before a start happens before the handler sees the record; what the
 * handler did happens before that start returns. Polling is wait-free but for the handler, and allocates nothing. If a handler
 * throws, poll passes that on; the record is then not acknowledged and comes again with the next poll.
 *
 * <p>A thread that waits in this library (for acknowledgements, or in {@link Subscription#readBegin}) meanwhile serves the inboxes
 * that it polls, so two threads that invalidate each other do not wait for ever. What a handler throws then is not passed on:
 * the record comes again with the next poll.
 */
public final class Subscriber implements AutoCloseable {
    /** The subscribers that each thread polls; only looked at when a thread waits. */
    private static final ThreadLocal<List<Subscriber>> OF_THREAD = ThreadLocal.withInitial(ArrayList::new);

    private static final int SERVED_AT_ONCE = 64;

    private final String name;
    private final RecordHandler handler;
    private final InvalidationRecord record = new InvalidationRecord();
    private volatile Inbox[] inboxes = new Inbox[0];
    private volatile boolean closed;

    // Only used by the thread that polls.
    private volatile Thread thread;
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
     * Takes records, oldest first within each producer, and acknowledges each when the handler has returned.
     *
     * @param limit how many at most
     * @return how many were taken
     * @throws IllegalStateException if called by the handler, or after close
     */
    public int poll(int limit) {
        if (polling || closed) {
            throw new IllegalStateException(
                    "subscriber " + name + (closed ? " is closed" : " polls in its own handler"));
        }
        if (thread != Thread.currentThread()) {
            adopt();
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
        if (first >= current.length) {
            first = 0;
        }
        for (int i = first; i < current.length && taken < limit; i++) {
            taken += drain(current[i], limit - taken);
        }
        for (int i = 0; i < first && taken < limit; i++) {
            taken += drain(current[i], limit - taken);
        }
        first++; // the next poll begins elsewhere, so that no producer starves another
        return taken;
    }

    private int drain(Inbox inbox, int limit) {
        int taken = inbox.drain(record, handler, limit);
        if (taken == 0 && inbox.isFinished()) {
            remove(inbox);
        }
        return taken;
    }

    private void adopt() {
        thread = Thread.currentThread();
        List<Subscriber> ofThread = OF_THREAD.get();
        if (!ofThread.contains(this)) {
            ofThread.add(this);
        }
    }

    /** Lets a thread that waits answer those who wait for it. */
    static void serveCurrentThread() {
        List<Subscriber> ofThread = OF_THREAD.get();
        for (int i = ofThread.size() - 1; i >= 0; i--) {
            Subscriber subscriber = ofThread.get(i);
            if (subscriber.closed || subscriber.thread != Thread.currentThread()) {
                ofThread.remove(i);
            } else if (!subscriber.polling) {
                subscriber.serve();
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
     * Declares that the thread holds nothing any more and will not poll again. Producers no longer wait for it. Its subscriptions
     * remain until they are closed. To be called by the polling thread, or after it has ended. A second call does nothing.
     */
    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            inboxes = new Inbox[0];
        }
    }

    boolean isClosed() {
        return closed;
    }

    synchronized void add(Inbox inbox) {
        if (!closed) {
            Inbox[] more = Arrays.copyOf(inboxes, inboxes.length + 1);
            more[more.length - 1] = inbox;
            inboxes = more;
        }
    }

    private synchronized void remove(Inbox inbox) {
        inboxes = Arrays.stream(inboxes).filter(i -> i != inbox).toArray(Inbox[]::new);
    }

    @Override
    public String toString() {
        return "subscriber " + name;
    }
}
