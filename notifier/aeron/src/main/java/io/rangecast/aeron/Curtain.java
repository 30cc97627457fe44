package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.internal.MirrorWindow;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Windows of a mirror over all that the home does not tell it of: there, readers are BUSY and threads hold nothing. The mirror's
 * agent only.
 */
final class Curtain {
    private final AddressSpace space;
    private final Invalidator invalidator;

    private List<MirrorWindow> windows = new ArrayList<>();

    Curtain(AddressSpace space, Invalidator invalidator) {
        this.space = space;
        this.invalidator = invalidator;
    }

    /** Lets readers in where a ready cover is, and nowhere else. What comes is opened before what goes is ended. */
    void leaveOpen(List<Cover> covers, long now) {
        List<Cover> ready = new ArrayList<>(covers);
        ready.removeIf(cover -> !cover.isReady());
        ready.sort(Comparator.comparingLong(cover -> cover.start() + Long.MIN_VALUE)); // unsigned
        List<MirrorWindow> next = new ArrayList<>();
        boolean done = false;
        try {
            open(ready, next, now);
            done = true;
        } finally {
            if (!done) { // memory has run out: what is closed stays so, until the next try
                windows.removeAll(next);
                windows.addAll(next);
            }
        }
        List<MirrorWindow> last = windows;
        windows = next;
        last.removeAll(next);
        last.forEach(MirrorWindow::end);
    }

    private void open(List<Cover> ready, List<MirrorWindow> next, long now) {
        long from = 0;
        for (Cover cover : ready) {
            if (Long.compareUnsigned(from, cover.start()) < 0) {
                next.add(keepOrOpen(from, cover.start(), now));
            }
            if (Long.compareUnsigned(from, cover.end()) < 0) {
                from = cover.end();
            }
        }
        if (from != Interval.MAX_END) {
            next.add(keepOrOpen(from, Interval.MAX_END, now));
        }
    }

    private MirrorWindow keepOrOpen(long start, long end, long now) {
        for (MirrorWindow window : windows) {
            if (window.spans(start, end)) {
                return window;
            }
        }
        return MirrorWindow.forAll(invalidator, space, start, end).open(now);
    }

    /** Whether all that is behind it is dropped. */
    boolean isAcknowledged(long now) {
        boolean all = true;
        for (MirrorWindow window : windows) {
            all &= window.isAcknowledged(now);
        }
        return all;
    }

    /** The space is closed. */
    void end() {
        windows.forEach(MirrorWindow::end);
        windows.clear();
    }
}
