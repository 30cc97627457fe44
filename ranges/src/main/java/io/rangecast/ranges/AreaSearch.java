package io.rangecast.ranges;

/**
 * The look-ups by address in trees whose intervals do not overlap, on the arrays that {@link Node} describes. All addresses are
 * flipped.
 */
final class AreaSearch {
    private AreaSearch() {}

    /**
     * The last interval that begins at an address or before it. The address is not below the least start.
     *
     * @param containing whether the interval must contain the address, or else null is returned
     */
    static Interval floor(Node root, long address, boolean containing) {
        Object keys = root.keys;
        Object[] items = root.items;
        long base = root.least;
        for (int height = root.height; keys instanceof long[] bounds; height--) {
            int i = 2 * (Keys.countTo(bounds, base, address) - 1);
            if (height == 0) {
                return !containing || bounds[i + 1] > address ? ((Interval[]) items)[i >> 1] : null;
            }
            base = bounds[i];
            keys = items[i];
            items = (Object[]) items[i + 1];
        }
        return floor((int[]) keys, items, Keys.endOffset(address, base), containing);
    }

    private static Interval floor(int[] offsets, Object[] items, int offset, boolean containing) {
        int[] keys = offsets;
        Object[] values = items;
        int rest = offset;
        while (true) {
            int i = 2 * (Keys.countTo(keys, rest) - 1);
            if (values instanceof Interval[] entries) {
                return !containing || keys[i + 1] > rest ? entries[i >> 1] : null;
            }
            rest -= keys[i];
            keys = (int[]) values[i];
            values = (Object[]) values[i + 1];
        }
    }
}
