package io.rangecast.ranges;

import java.util.Arrays;

/**
 * Makes {@link Entries} of others, whose arrays are changed at one or two places. Used by one thread, which names only
 * places that exist.
 */
final class EntriesCopy {
    private final Entries from;
    private final long least;
    private final Object keys;
    private final Interval[] items;

    /** The place of the first interval that was put in; 0, where none is ever put, if none was. */
    private int firstPut;

    private int lastPut;

    /** Begins with whole arrays: that is faster than to make them empty and to fill them. */
    EntriesCopy(Entries from, long least, int size) {
        this.from = from;
        this.least = least;
        keys = Keys.copyOf(from.keys, size);
        items = Arrays.copyOf(from.items, size);
    }

    /** Copies what was in the places {@code [begin, end)} to those that are some further up. */
    void move(int begin, int end, int by) {
        Keys.move(from.keys, begin, keys, begin + by, end - begin);
        System.arraycopy(from.items, begin, items, begin + by, end - begin);
    }

    /** Puts an interval in; places ascend. */
    void put(int i, Interval interval) {
        Keys.set(keys, least, i, Node.flip(interval.start()), Node.flip(interval.end()));
        items[i] = interval;
        firstPut = firstPut == 0 ? i : firstPut;
        lastPut = i;
    }

    /** Undecided entries. */
    Entries made() {
        boolean ascend = from.endsAscend
                ? Keys.ascendsAt(keys, firstPut) && Keys.ascendsAt(keys, lastPut)
                : Keys.endsAscend(keys);
        return new Entries(keys, items, ascend, from);
    }
}
