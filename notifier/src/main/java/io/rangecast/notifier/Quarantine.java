package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory of one space that could not be freed because somebody might still hold it. Any thread may call. */
final class Quarantine {
    private record Entry(PendingAcknowledgements pending, Runnable free) {
        void run() {
            VarHandle.releaseFence(); // as after a start: the producer has entered the states, another may free
            free.run();
        }
    }

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    /** Frees at once if nobody is missing. */
    void add(PendingAcknowledgements pending, Runnable free) {
        Entry entry = new Entry(pending, free);
        if (pending.areComplete()) {
            entry.run();
        } else {
            entries.add(entry);
        }
    }

    /**
     * Frees what nobody holds any more, and answers how much is still held. Throws what the first free has thrown, once
     * all have run; what others have thrown is suppressed in it.
     */
    int reap() {
        int held = 0;
        Throwable failure = null;
        for (Entry entry : entries) {
            if (!entry.pending().areComplete()) {
                held++;
            } else if (entries.remove(entry)) { // one thread takes it out, and that one frees it
                failure = free(entry, failure);
            }
        }
        if (failure != null) {
            Quarantine.<RuntimeException>raise(failure);
        }
        return held;
    }

    /** Answers what has failed so far: an Error too, as the others must still run. */
    private static Throwable free(Entry entry, Throwable before) {
        try {
            entry.run();
            return before;
        } catch (Throwable thrown) {
            if (before == null) {
                return thrown;
            }
            if (before != thrown) {
                before.addSuppressed(thrown);
            }
            return before;
        }
    }

    /** Whatever it is: other languages throw checked exceptions here. */
    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }
}
