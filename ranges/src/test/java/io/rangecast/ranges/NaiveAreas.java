package io.rangecast.ranges;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

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

    /**
     * Updates, then makes one of any two areas that touch in the range or at its bounds, if they are alike. It goes
     * upwards; what has become one keeps the tag of the lower.
     */
    void update(int from, int to, IntUnaryOperator change, BiPredicate<Piece, Piece> alike) {
        update(from, to, change);
        for (int i = Math.max(from, 1); i <= to && i < tags.length; i++) {
            if (begins[i] && tags[i - 1] != 0 && alike.test(find(i - 1), find(i))) {
                Arrays.fill(tags, i, end(i), tags[i - 1]);
                begins[i] = false;
            }
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

    /** The area at a byte, or else the highest below, or null. */
    Piece previous(int at) {
        int i = at;
        while (i >= 0 && tags[i] == 0) {
            i--;
        }
        return i < 0 ? null : find(i);
    }

    /** The least multiple in {@code [low, high - length]} from which a number of bytes are in no area. */
    OptionalLong lowestGap(int length, long alignment, int low, int high) {
        return IntStream.rangeClosed(low, high - length)
                .filter(at -> isGap(at, length, alignment))
                .mapToLong(at -> base + at)
                .findFirst();
    }

    /** The greatest such multiple. */
    OptionalLong highestGap(int length, long alignment, int low, int high) {
        return IntStream.rangeClosed(low, high - length)
                .map(at -> high - length - (at - low))
                .filter(at -> isGap(at, length, alignment))
                .mapToLong(at -> base + at)
                .findFirst();
    }

    private boolean isGap(int at, int length, long alignment) {
        return Long.remainderUnsigned(base + at, alignment) == 0
                && pieces(at, at + length).isEmpty();
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
