package io.rangecast.aeron;

import io.rangecast.ranges.Interval;

/**
 * The windows that a peer keeps open because of a home, as the home knows them: each has the range, and the name, of the START
 * that has opened it. A START within an open window belongs to that, if it is for the same readers: of the same event and owner,
 * as readers may mask out the one, and be spared as the other. There are only so many: the last of them is over everything and
 * for everybody, and all that come belong to it. One thread.
 */
final class OpenStarts {
    static final int MOST = 64;

    private final long[] names = new long[MOST];
    private final byte[] events = new byte[MOST];
    private final long[] owners = new long[MOST];
    private final long[] starts = new long[MOST];
    private final long[] ends = new long[MOST];
    private int size;

    int size() {
        return size;
    }

    long name(int index) {
        return names[index];
    }

    byte event(int index) {
        return events[index];
    }

    long start(int index) {
        return starts[index];
    }

    long end(int index) {
        return ends[index];
    }

    /** Returns where the window of a START is, which perhaps it opens. O(windows). */
    int enter(long number, byte event, long owner, long start, long end) {
        for (int i = 0; i < size; i++) {
            if (isForAllOf(i, event, owner)
                    && Long.compareUnsigned(starts[i], start) <= 0
                    && Long.compareUnsigned(end, ends[i]) <= 0) {
                return i;
            }
        }
        boolean isLast = size == MOST - 1;
        names[size] = number;
        events[size] = isLast ? PeerMessage.EVERY_EVENT : event;
        owners[size] = owner;
        starts[size] = isLast ? 0 : start;
        ends[size] = isLast ? Interval.MAX_END : end;
        return size++;
    }

    private boolean isForAllOf(int index, byte event, long owner) {
        return events[index] == PeerMessage.EVERY_EVENT || events[index] == event && owners[index] == owner;
    }

    void remove(int index) {
        size--;
        names[index] = names[size];
        events[index] = events[size];
        owners[index] = owners[size];
        starts[index] = starts[size];
        ends[index] = ends[size];
    }
}
