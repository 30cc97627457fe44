package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The inboxes of one subscriber: for each bell a list of those that share it. Producers put new ones in, at the head, in
 * constant time; the subscriber's thread goes through them and takes out those that are removed. All is lock-free.
 */
final class Inboxes {
    /** Bits of a doorbell that inboxes may have. */
    static final int BELLS = 61;

    /** As long as there are no more than this, it is cheaper to look at each than to have producers ring. */
    private static final int FEW = 2;

    private static final Inbox[] NONE = {};
    private static final VarHandle FIRST_FEW;

    static {
        try {
            FIRST_FEW = MethodHandles.lookup().findVarHandle(Inboxes.class, "few", Inbox[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<Inbox> newest = new AtomicReferenceArray<>(BELLS);

    /** How many were ever made. Wide enough never to come round. */
    private final AtomicLong made = new AtomicLong();

    /** So many of them as a look at each is worth; all, as long as nobody rings. */
    private volatile Inbox[] few = NONE;

    /** Those that producers have left, for others to go on with. Those of them that are removed go from its head. */
    private final Queue<Inbox> left = new ConcurrentLinkedQueue<>();

    // ---- producers

    /** A bell for a new inbox: each in turn. */
    long nextBell() {
        return 1L << made.getAndIncrement() % BELLS;
    }

    /** Puts a new inbox in. */
    void add(Inbox inbox) {
        int bell = Long.numberOfTrailingZeros(inbox.bell());
        Inbox head;
        do {
            head = newest.get(bell);
            inbox.older(head);
        } while (!newest.compareAndSet(bell, head, inbox));
    }

    /** Whether an inbox that is in is looked at without a bell; makes it so if there are few of them. */
    boolean isOneOfFew(Inbox inbox) {
        Inbox[] current;
        Inbox[] more;
        do {
            current = few;
            for (Inbox each : current) {
                if (each == inbox) {
                    return true;
                }
            }
            if (current.length == FEW) {
                return false;
            }
            more = Arrays.copyOf(current, current.length + 1);
            more[current.length] = inbox;
        } while (!FIRST_FEW.compareAndSet(this, current, more));
        return true;
    }

    /** Its producer has closed it. */
    void leave(Inbox inbox) {
        left.add(inbox);
    }

    /** One that another producer has left, or null. */
    Inbox reopen(ParkingSpot producer) {
        for (Inbox inbox = left.poll(); inbox != null; inbox = left.poll()) {
            if (inbox.reopen(producer)) {
                return inbox;
            }
        }
        return null;
    }

    // ---- the subscriber

    /** All, as long as nobody rings. */
    Inbox[] few() {
        return few;
    }

    /** Whether a record waits in a ring of those. */
    boolean haveRecords() {
        for (Inbox inbox : few) {
            if (inbox.hasRecords()) {
                return true;
            }
        }
        return false;
    }

    /** How many bells have, or had, an inbox: the first ones. */
    int bells() {
        return (int) Math.min(BELLS, made.get());
    }

    /** The head of a list of {@link Inbox#older} ones, or null. */
    Inbox newest(int bell) {
        return newest.get(bell);
    }

    /** Takes out those that are removed, of a bell. By the subscriber's thread only, as it changes links. */
    void takeOutRemoved(int bell) {
        Inbox head = newest.get(bell);
        while (head != null && head.isRemoved()) {
            newest.compareAndSet(bell, head, head.older());
            head = newest.get(bell);
        }
        for (Inbox inbox = head; inbox != null; ) {
            Inbox next = inbox.older();
            if (next != null && next.isRemoved()) {
                inbox.older(next.older());
            } else {
                inbox = next;
            }
        }
        takeOutOfFew();
        for (Inbox first = left.peek(); first != null && first.isRemoved(); first = left.peek()) {
            left.remove(first);
        }
    }

    private void takeOutOfFew() {
        Inbox[] current;
        Inbox[] fewer;
        do {
            current = few;
            fewer = Arrays.stream(current).filter(inbox -> !inbox.isRemoved()).toArray(Inbox[]::new);
        } while (fewer.length < current.length && !FIRST_FEW.compareAndSet(this, current, fewer));
    }

    // ---- the end

    /** Wakes the producers that wait with some bells. */
    void wakeProducers(long bells) {
        for (long rest = bells; rest != 0; rest &= rest - 1) {
            for (Inbox inbox = newest(Long.numberOfTrailingZeros(rest)); inbox != null; inbox = inbox.older()) {
                inbox.producer().wake();
            }
        }
    }

    /** Lets all go: the subscriber has ended. Allocates nothing. */
    void clear() {
        few = NONE;
        for (int bell = 0; bell < BELLS; bell++) {
            newest.set(bell, null);
        }
        left.clear();
    }
}
