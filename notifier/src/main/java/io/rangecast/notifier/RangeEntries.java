package io.rangecast.notifier;

/**
 * Translations of ranges of any length, to the byte; few, and searched one by one. Behind {@link PageEntries} they play
 * the part of the range TLB in redundant memory mappings (Karakostas et al., ISCA 2015): a hit here makes a page entry.
 */
final class RangeEntries extends TranslationEntries {
    static final int SIZE = 16;

    private static final int END = SIZE * WORDS;

    /** The entries from here on were never used: most caches hold pages only, and need not search. */
    private int used;

    private int turn;

    RangeEntries(ReplacedRanges replaced) {
        super(SIZE, replaced);
    }

    /** A live entry that contains an address and has the access wanted, or {@link #NONE}. */
    int find(long address, long wanted) {
        for (int entry = 0; entry < used; entry += WORDS) {
            if (contains(entry, address) && allows(entry, wanted)) {
                return entry;
            }
        }
        return NONE;
    }

    boolean contains(int entry, long address) {
        return Long.compareUnsigned(address - words[entry + KEY], words[entry + LENGTH]) < 0;
    }

    /** Whether an entry that contains an address contains a number of bytes from there. */
    boolean reaches(int entry, long address, long bytes) {
        return Long.compareUnsigned(bytes, words[entry + LENGTH] - (address - words[entry + KEY])) <= 0;
    }

    /** An entry to be filled for a range. Entries of ranges that overlap it are dropped. */
    int claim(long start, long end, long epoch) {
        invalidate(start, end, null);
        int claimed = 0;
        while (claimed < used && allows(claimed, epoch)) {
            claimed += WORDS;
        }
        if (claimed == END) {
            claimed = (turn++ & (SIZE - 1)) * WORDS;
            holdUntilPoll(words[claimed + KEY], words[claimed + KEY] + words[claimed + LENGTH]);
        }
        used = Math.max(used, claimed + WORDS);
        drop(claimed); // it may never be filled: an error may come before
        wordRelease(claimed + KEY, start);
        wordRelease(claimed + LENGTH, end - start);
        return claimed;
    }

    /** Any thread: whether an entry of an epoch overlaps a range. Of a part of one that is being claimed it knows nothing. */
    boolean areLive(long start, long end, long epoch) {
        for (int entry = 0; entry < END; entry += WORDS) {
            if (isLive(entry, epoch)) {
                long from = wordAcquire(entry + KEY);
                long length = wordAcquire(entry + LENGTH);
                if (Long.compareUnsigned(from - start, end - start) < 0
                        || Long.compareUnsigned(start - from, length) < 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Drops or narrows the entries that a range overlaps. A null record drops. */
    void invalidate(long start, long end, InvalidationRecord record) {
        for (int entry = 0; entry < used; entry += WORDS) {
            boolean beginsInside = Long.compareUnsigned(words[entry + KEY] - start, end - start) < 0;
            if (beginsInside || contains(entry, start)) {
                if (record == null && words[entry + STATE] != 0) {
                    holdUntilPoll(words[entry + KEY], words[entry + KEY] + words[entry + LENGTH]);
                }
                invalidate(entry, record);
            }
        }
    }
}
