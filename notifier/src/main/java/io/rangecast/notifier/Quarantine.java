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

    /** Frees what nobody holds any more, and answers how much is still held. Throws what the last free has thrown. */
    int reap() {
        int held = 0;
        RuntimeException failure = null;
        for (Entry entry : entries) {
            if (!entry.pending().areComplete()) {
                held++;
            } else if (entries.remove(entry)) { // one thread takes it out, and that one frees it
                try {
                    entry.run();
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return held;
    }
}
