package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What an {@link AreaMap} should hold and answer in a window of addresses: two words for each byte. Tag 0 is no area.
 */
final class NaiveAreas {
    private final long base;
    private final int[] tags;
    private final boolean[] begins;

    NaiveAreas(long base, int size) {
        this.base = base;
        this.tags = new int[size];
        this.begins = new boolean[size];
    }

    List<Piece> put(int from, int to, int tag) {
        List<Piece> replaced = remove(from, to);
        Arrays.fill(tags, from, to, tag);
        begins[from] = true;
        return replaced;
    }

    List<Piece> remove(int from, int to) {
        List<Piece> removed = pieces(from, to);
        Arrays.fill(tags, from, to, 0);
        Arrays.fill(begins, from, to, false);
        if (to < tags.length) {
            begins[to] = tags[to] != 0;
        }
        return removed;
    }

    void update(int from, int to, IntUnaryOperator change) {
        for (Piece part : remove(from, to)) {
            put((int) (part.start() - base), (int) (part.end() - base), change.applyAsInt(part.tag()));
        }
    }

    /** The areas, cut to a range. */
    List<Piece> pieces(int from, int to) {
        List<Piece> pieces = new ArrayList<>();
        int i = from;
        while (i < to) {
            if (tags[i] == 0) {
                i++;
            } else {
                int end = Math.min(end(i), to);
                pieces.add(new Piece(base + i, base + end, tags[i]));
                i = end;
            }
        }
        return pieces;
    }

    /** The area at a byte, or null. */
    Piece find(int at) {
        if (tags[at] == 0) {
            return null;
        }
        int start = at;
        while (!begins[start]) {
            start--;
        }
        return new Piece(base + start, base + end(at), tags[at]);
    }

    /** The area at a byte, or else the lowest above, or null. */
    Piece next(int at) {
        int i = at;
        while (i < tags.length && tags[i] == 0) {
            i++;
        }
        return i == tags.length ? null : find(i);
    }

    /** Where the area at a byte ends. */
    private int end(int at) {
        int end = at + 1;
        while (end < tags.length && tags[end] != 0 && !begins[end]) {
            end++;
        }
        return end;
    }
}
