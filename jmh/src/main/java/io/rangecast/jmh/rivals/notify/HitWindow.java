package io.rangecast.jmh.rivals.notify;

import java.util.Arrays;

/** Keeps the listeners that a start has found, so that the end need not search for them again. */
abstract class HitWindow implements BusWindow {
    private final RangeMessage message;
    private BusListener[] hits = new BusListener[4];
    private int count;

    HitWindow(InvalidationBus.Waiting waiting) {
        message = new RangeMessage(QueueInbox.idle(waiting));
    }

    /** Calls {@link #add} for every listener whose range overlaps. */
    abstract void search(long start, long end);

    final void add(BusListener hit) {
        if (count == hits.length) {
            hits = Arrays.copyOf(hits, 2 * count);
        }
        hits[count++] = hit;
    }

    @Override
    public final int start(long start, long end) {
        search(start, end);
        for (int i = 0; i < count; i++) {
            hits[i].enter();
        }
        message.set(start, end);
        for (int i = 0; i < count; i++) {
            hits[i].tell(message);
        }
        message.awaitAnswers();
        return count;
    }

    @Override
    public final void end() {
        for (int i = 0; i < count; i++) {
            hits[i].leave();
        }
        Arrays.fill(hits, 0, count, null);
        count = 0;
    }
}
