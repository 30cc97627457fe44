package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entries that come and go, newest first. Any thread; lock-free; putting one in takes constant time, and so does each
 * that is over, amortised.
 *
 * <p>Those that are over are unlinked when there are more of them than others. Entries are linked at the head only, and a
 * link only ever goes on from an entry that is over to the one behind it. So whatever is linked is found from all that
 * were linked later, however many unlink at the same time; at worst one that is over stays until the next time.
 */
final class EntryList<E extends EntryList.Entry<E>> {
    /** One of a list, until it is over. */
    abstract static class Entry<E extends Entry<E>> {
        private volatile E older;

        /** Whether it may be unlinked: once so, so for ever. */
        abstract boolean isOver();

        /** The one behind it, which may be over; or null. */
        final E older() {
            return older;
        }
    }

    private static final VarHandle NEWEST;
    private static final VarHandle OLDER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(EntryList.class, "newest", Entry.class);
            OLDER = lookup.findVarHandle(Entry.class, "older", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile E newest;

    /** How many are linked, and how many of them are over: about, as a hint when to unlink. */
    private final AtomicInteger linked = new AtomicInteger();

    private final AtomicInteger over = new AtomicInteger();

    /** The first of them all, which may be over; or null. */
    E newest() {
        return newest;
    }

    /** About how many there are, those included that are over. */
    int size() {
        return linked.get();
    }

    /** Puts one in; volatile. If this throws, it is not in. */
    void add(E entry) {
        linked.getAndIncrement();
        Entry<E> added = entry;
        E head;
        do {
            head = newest;
            added.older = head;
        } while (!NEWEST.compareAndSet(this, head, entry));
    }

    /** One is over, for the first time. */
    void oneIsOver() {
        if (2 * over.incrementAndGet() > linked.get()) {
            over.set(0);
            unlinkThoseThatAreOver();
        }
    }

    private void unlinkThoseThatAreOver() {
        int kept = 0;
        for (E head = newest; head != null && head.isOver(); head = newest) {
            NEWEST.compareAndSet(this, head, head.older());
        }
        for (E entry = newest; entry != null; ) {
            E next = entry.older();
            if (next != null && next.isOver()) {
                OLDER.compareAndSet(entry, next, next.older());
            } else {
                kept++;
                entry = next;
            }
        }
        linked.set(kept);
    }
}
