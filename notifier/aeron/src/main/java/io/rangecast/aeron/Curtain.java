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

    /** Those of the mirror: the agent changes them between {@link #unsettle} and {@link #settle}. */
    private final List<Cover> covers;

    private List<MirrorWindow> windows = new ArrayList<>();

    /** Windows that the next step ends, also those that an error has left. */
    private List<MirrorWindow> going = new ArrayList<>();

    /** Whether the windows are not, or perhaps not, those of the covers. */
    private boolean unsettled;

    /** The window that is being opened, or null. The next step ends what an error leaves of it: that is no curtain. */
    private MirrorWindow opening;

    Curtain(AddressSpace space, Invalidator invalidator, List<Cover> covers) {
        this.space = space;
        this.invalidator = invalidator;
        this.covers = covers;
    }

    /** Covers are about to be ready, or not to be so any more: from here on {@link #settle} makes up for what an error leaves undone. */
    void unsettle() {
        unsettled = true;
    }

    /**
     * Lets readers in where a ready cover is, and nowhere else. New windows are opened before old ones are ended; where memory runs out
     * in between, all that is closed stays so until this is called again.
     */
    void settle(long now) {
        if (!unsettled) {
            return;
        }
        endGoing();
        List<Cover> ready = new ArrayList<>(covers);
        ready.removeIf(cover -> !cover.isReady());
        ready.sort(Comparator.comparingLong(cover -> cover.start() + Long.MIN_VALUE)); // unsigned
        List<MirrorWindow> next = new ArrayList<>();
        open(ready, next, now);
        List<MirrorWindow> last = new ArrayList<>(windows);
        last.removeAll(next);
        going = last;
        windows = next;
        endGoing();
        unsettled = false;
    }

    private void endGoing() {
        if (opening != null) {
            opening.end();
            opening = null;
        }
        for (int i = going.size() - 1; i >= 0; i--) {
            going.get(i).end();
            going.remove(i);
        }
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
        opening = MirrorWindow.forAll(invalidator, space, start, end);
        MirrorWindow opened = opening.open(now);
        windows.add(opened); // from here on it is one of the curtain's, whatever fails
        opening = null;
        return opened;
    }

    /** Returns whether all that is behind it is dropped. */
    boolean isAcknowledged(long now) {
        settle(now);
        boolean all = true;
        for (MirrorWindow window : windows) {
            all &= window.isAcknowledged(now);
        }
        return all;
    }

    /** Ends all windows: the space is closed. */
    void end() {
        endGoing();
        windows.forEach(MirrorWindow::end);
        windows.clear();
    }
}
