package io.rangecast.aeron;

import java.util.Arrays;

/** Numbers that wait, oldest first. One thread. */
final class Numbers {
    private long[] numbers = new long[64];
    private int size;

    void add(long number) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        numbers[size++] = number;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    long first() {
        return numbers[0];
    }

    /** Takes out the first and the 64 numbers behind it; returns which of those were here, one bit each. */
    long takeWithFirst() {
        long base = numbers[0];
        long set = 0;
        int kept = 0;
        for (int i = 1; i < size; i++) {
            long behind = numbers[i] - base - 1;
            if (behind >= 0 && behind < Long.SIZE) {
                set |= 1L << behind;
            } else {
                numbers[kept++] = numbers[i];
            }
        }
        size = kept;
        return set;
    }
}
