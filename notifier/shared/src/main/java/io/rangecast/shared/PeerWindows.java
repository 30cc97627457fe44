package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.internal.MirrorWindow;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The windows of a peer's space that are open because one of the home's is. A record within a window that is still open belongs
 * to that, if it is for the same readers: of the same event and owner, as readers may mask out the one, and be spared as the
 * other. There are only so many: the last of them is for everybody and over everything, and all that come belong to it. The peer's
 * agent only.
 */
final class PeerWindows {
    static final int MOST = 64;

    private static final class Open {
        final MirrorWindow window;
        final byte event;
        final long owner;
        final long start;
        final long end;

        /** The state word while the home's window is open: another one says that it has ended. */
        long state;

        /** Whether it is to be ended: not open yet, or its home's has ended. The next look ends what an error leaves of it. */
        boolean over = true;

        Open(MirrorWindow window, byte event, long owner, long start, long end) {
            this.window = window;
            this.event = event;
            this.owner = owner;
            this.start = start;
            this.end = end;
        }

        boolean has(byte otherEvent, long otherOwner, long otherStart, long otherEnd) {
            return !over
                    && (event == Slot.EVERY_EVENT || event == otherEvent && owner == otherOwner)
                    && Long.compareUnsigned(start, otherStart) <= 0
                    && Long.compareUnsigned(otherEnd, end) <= 0;
        }
    }

    private final AddressSpace space;
    private final Invalidator invalidator;
    private final List<Open> windows = new ArrayList<>(MOST);

    PeerWindows(AddressSpace space, Invalidator invalidator) {
        this.space = space;
        this.invalidator = invalidator;
    }

    int size() {
        return windows.size();
    }

    /** Opens a window, or finds the one that the record belongs to. O(windows); allocates. */
    void onRecord(long number, long state, byte event, int flags, long owner, long start, long end, long now) {
        Open open = find(event, owner, start, end);
        if (open == null) {
            boolean isLast = windows.size() >= MOST - 1;
            open = isLast || event == Slot.EVERY_EVENT
                    ? openForAll(isLast ? 0 : start, isLast ? Interval.MAX_END : end)
                    : new Open(
                            MirrorWindow.of(invalidator, space, InvalidationEvent.of(event), flags, start, end, owner),
                            event,
                            owner,
                            start,
                            end);
            windows.add(open); // first: what is open in part is ended
            open.window.open(now);
            open.over = false;
        }
        open.state = state;
        open.window.owe(number);
    }

    private Open openForAll(long start, long end) {
        return new Open(MirrorWindow.forAll(invalidator, space, start, end), Slot.EVERY_EVENT, 0, start, end);
    }

    private Open find(byte event, long owner, long start, long end) {
        for (int i = 0; i < windows.size(); i++) {
            Open open = windows.get(i);
            if (open.has(event, owner, start, end)) {
                return open;
            }
        }
        return null;
    }

    /** Acknowledges what all here have let go of, and ends what the home has ended. */
    int look(long state, LongConsumer acknowledge, long now) {
        int work = 0;
        for (int i = windows.size() - 1; i >= 0; i--) {
            Open open = windows.get(i);
            if (!open.over && open.window.isAcknowledged(now)) {
                if (open.window.owes()) {
                    open.window.pay(acknowledge);
                    work++;
                }
                open.over = open.state != state;
            }
            if (open.over) {
                end(i);
                work++;
            }
        }
        return work;
    }

    /** The session is over, and the curtain has fallen before all of them. Nothing is acknowledged. */
    void end() {
        for (int i = windows.size() - 1; i >= 0; i--) {
            windows.get(i).over = true;
            end(i);
        }
    }

    private void end(int index) {
        windows.get(index).window.end(); // first: it stays until that is done
        windows.remove(index);
    }
}
