package io.rangecast.notifier;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Memory of one space that could not be freed because somebody might still hold it. Any thread may call. */
final class Quarantine {
    private record Entry(PendingAcknowledgements pending, Runnable free) {}

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    void add(PendingAcknowledgements pending, Runnable free) {
        entries.add(new Entry(pending, free));
    }

    /** Frees what nobody holds any more, and answers how much is still held. */
    int reap() {
        int held = 0;
        for (Entry entry : entries) {
            if (!entry.pending().areComplete()) {
                held++;
            } else if (entries.remove(entry)) { // one thread takes it out, and that one frees it
                entry.free().run();
            }
        }
        return held;
    }
}
