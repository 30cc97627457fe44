package io.rangecast.notifier;

import io.rangecast.ranges.Interval;

/**
 * Translations of whole pages, set-associative. The low bits of the page number choose a set of four, as neighbouring
 * pages are used together; the two bits above them the way where a search begins, its home. So pages that do not
 * compete are found at once, and no branch is mispredicted. In a full set the ways are replaced in turn; to know the
 * least recently used, hits would have to write.
 *
 * <p>Way after way lies in the array, each with one entry for every set: the home is simply the low bits of the page
 * number, and from there one bit or two lead to the other ways.
 */
final class PageEntries extends TranslationEntries {
    static final int WAYS = 4;

    /** For each set, which way is replaced next. */
    private final byte[] turns;

    private final int pageShift;
    private final int wayWords;
    private final int lastEntry;

    PageEntries(int size, int pageShift, ReplacedRanges replaced) {
        super(size, replaced);
        this.pageShift = pageShift;
        turns = new byte[size / WAYS];
        wayWords = words.length / WAYS;
        lastEntry = words.length - WORDS;
    }

    /** The live entry of a page with the access wanted, or {@link #NONE}. */
    int find(long page, long wanted) {
        int home = home(page);
        return matches(home, page, wanted) ? home : findElsewhere(home, page, wanted);
    }

    private int findElsewhere(int home, long page, long wanted) {
        for (int i = 1; i < WAYS; i++) {
            int entry = home ^ i * wayWords;
            if (matches(entry, page, wanted)) {
                return entry;
            }
        }
        return NONE;
    }

    private boolean matches(int entry, long page, long wanted) {
        return words[entry + KEY] == page && allows(entry, wanted);
    }

    /**
     * An entry to be filled for a page: its own if it has one, else one that is not live, else the next in turn. So a
     * page stands once in its set, live or not.
     */
    int claim(long page, long epoch) {
        int home = home(page);
        int free = NONE;
        for (int i = 0; i < WAYS; i++) {
            int entry = home ^ i * wayWords;
            if (words[entry + KEY] == page) {
                return entry;
            }
            if (free == NONE && !allows(entry, epoch)) {
                free = entry;
            }
        }
        int claimed = free == NONE ? nextInTurn(home & (wayWords - 1)) : free;
        if (free == NONE) {
            holdUntilPoll(start(words[claimed + KEY]), end(words[claimed + KEY]));
        }
        drop(claimed); // it may never be filled: an error may come before
        wordRelease(claimed + KEY, page);
        return claimed;
    }

    /** Any thread: whether there is an entry of an epoch for one of some pages. O(their number). */
    boolean areLive(long firstPage, long lastPage, long epoch) {
        for (long left = lastPage - firstPage; left >= 0; left--) {
            if (isLive(lastPage - left, epoch)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLive(long page, long epoch) {
        int home = home(page);
        for (int i = 0; i < WAYS; i++) {
            int entry = home ^ i * wayWords;
            if (wordAcquire(entry + KEY) == page && isLive(entry, epoch)) {
                return true;
            }
        }
        return false;
    }

    private long start(long page) {
        return page << pageShift;
    }

    private long end(long page) {
        long end = page + 1 << pageShift;
        return end == 0 ? Interval.MAX_END : end; // the last byte of all belongs to no range
    }

    /** Drops or narrows what is known of some pages. A null record drops. O(the lesser of their number and the size). */
    void invalidate(long firstPage, long lastPage, InvalidationRecord record) {
        long more = lastPage - firstPage;
        int sets = Long.compareUnsigned(more, turns.length) < 0 ? (int) more + 1 : turns.length;
        for (int i = 0; i < sets; i++) {
            int first = home(firstPage + i) & (wayWords - 1);
            for (int entry = first; entry < words.length; entry += wayWords) {
                if (Long.compareUnsigned(words[entry + KEY] - firstPage, more) <= 0) {
                    invalidate(entry, record);
                }
            }
        }
    }

    private int home(long page) {
        return (int) page * WORDS & lastEntry;
    }

    private int nextInTurn(int firstOfSet) {
        int way = turns[firstOfSet / WORDS]++ & (WAYS - 1);
        return firstOfSet + way * wayWords;
    }
}
