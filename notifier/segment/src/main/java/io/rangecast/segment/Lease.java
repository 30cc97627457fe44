package io.rangecast.segment;

import io.rangecast.notifier.Subscription;
import io.rangecast.ranges.Interval;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What one reader has of some memory, until it is told to let go. Belongs to the reader's thread. */
final class Lease extends Interval {
    private final RevocableSegment segment;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment view;

    /** Has the reader told. Null before, and if an error has struck. */
    private Subscription subscription;

    private boolean open = true;

    /** Among those that the reader has closed, and has still to forget. */
    Lease next;

    Lease(RevocableSegment segment) {
        super(segment.address(), segment.end());
        this.segment = segment;
        this.view = segment.lease(arena);
    }

    RevocableSegment segment() {
        return segment;
    }

    /** To be used only if it {@link #isOpen}. */
    MemorySegment view() {
        return view;
    }

    boolean isOpen() {
        return open;
    }

    void toldBy(Subscription made) {
        subscription = made;
    }

    /** From here on the view is an error. Throws if a native call uses it just now; it is open then. */
    void close() {
        if (open) {
            if (view.scope().isAlive()) { // else an error has struck when it was closed
                arena.close();
            }
            open = false;
        }
    }

    /** Once it is closed: nobody asks the reader for it any more. */
    void unsubscribe() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
