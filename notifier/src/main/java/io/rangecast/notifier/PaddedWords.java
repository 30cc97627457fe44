package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A few words on cache lines of their own: in the middle of an array, 128 bytes from anything else, because processors
 * fetch lines in pairs. The methods name their access modes.
 */
class PaddedWords {
    static final int SEPARATION = 128 / Long.BYTES;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Word by word from {@link #SEPARATION} on: for plain accesses where a call would not do. */
    final long[] words;

    PaddedWords(int count) {
        words = new long[SEPARATION + count + SEPARATION];
    }

    final long plain(int index) {
        return words[SEPARATION + index];
    }

    final void plain(int index, long value) {
        words[SEPARATION + index] = value;
    }

    final long opaque(int index) {
        return (long) WORD.getOpaque(words, SEPARATION + index);
    }

    /** Adds, for a word that one thread writes and any may read: opaque, not atomic. */
    final void addOpaque(int index, long more) {
        WORD.setOpaque(words, SEPARATION + index, words[SEPARATION + index] + more);
    }

    final long acquire(int index) {
        return (long) WORD.getAcquire(words, SEPARATION + index);
    }

    final long getVolatile(int index) {
        return (long) WORD.getVolatile(words, SEPARATION + index);
    }

    final boolean compareAndSet(int index, long expected, long next) {
        return WORD.compareAndSet(words, SEPARATION + index, expected, next);
    }

    final void getAndAdd(int index, long more) {
        WORD.getAndAdd(words, SEPARATION + index, more);
    }

    /** Sets bits; volatile. Returns the word as it was. */
    final long getAndSetBits(int index, long bits) {
        return (long) WORD.getAndBitwiseOr(words, SEPARATION + index, bits);
    }

    /** Clears bits; volatile. Returns the word as it was. */
    final long getAndClearBits(int index, long bits) {
        return (long) WORD.getAndBitwiseAnd(words, SEPARATION + index, ~bits);
    }
}
