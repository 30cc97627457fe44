package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The pages that the thread of a {@link TranslationCache} holds, for producers to ask: a start does not wait for a
 * thread that holds nothing of its range, nor does it tell it.
 *
 * <pre>
 *   thread (TranslationCache.install)               producer
 *   1 s := tryReadBegin(); look up                  a S.state += window, all states       (v)
 *   2 entry := the page, without access   (r)       b full fence
 *   3 full fence                                    c is the page in an entry?            (a)
 *   4 readRetry(s): forget the entry      (r)       d no: change the memory
 *   5 else the entry gives access
 *   6 it is forgotten at a poll           (r)       -- pairs c
 *
 *   required: if c does not find the page, 5 never comes, or 6 happened before d.
 * </pre>
 *
 * <p>If 3 is before b in the order of full fences, c finds the page, or what has taken its place. Else 4 sees a.
 *
 * <p><b>Entries move on in one direction only</b>, and producers look in that direction: a range's entry becomes
 * entries of pages, and one that makes room for others goes to the {@linkplain ReplacedRanges replaced}, each there before it
 * leaves where it was. So it is found in one of them, as long as it is held.
 *
 * <p>A look costs O(pages of the range), up to {@value #MOST_PAGES}: of larger ranges the thread holds something if it
 * holds anything.
 */
final class Holdings {
    private static final int MOST_PAGES = 64;

    /** No entry was filled since all were dropped. */
    private static final long NOTHING = 0;

    private static final VarHandle LIVE;

    static {
        try {
            LIVE = MethodHandles.lookup().findVarHandle(Holdings.class, "live", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int spaceId;
    private final int pageShift;
    private final PageEntries pages;
    private final RangeEntries ranges;
    private final ReplacedRanges replaced;

    /** The epoch of live entries; also while the thread is offline, as it may come back to them. */
    private long live = NOTHING;

    Holdings(int spaceId, int pageShift, PageEntries pages, RangeEntries ranges, ReplacedRanges replaced) {
        this.spaceId = spaceId;
        this.pageShift = pageShift;
        this.pages = pages;
        this.ranges = ranges;
        this.replaced = replaced;
    }

    // ---- the thread

    /** Before the fence of a fill. */
    void fills(long epoch) {
        if (live != epoch) {
            LIVE.setRelease(this, epoch);
        }
    }

    /** It has let go of all entries. */
    void haveGone() {
        LIVE.setRelease(this, NOTHING); // pairs with areNoneOf()
    }

    /** It polls: addresses that it was given before, it uses no more. */
    void poll() {
        replaced.clear();
    }

    // ---- any thread

    /** Whether nothing is held of a range, behind a fence that is behind the states of its window. Wait-free. */
    boolean areNoneOf(int ofSpace, long start, long end) {
        return ofSpace == spaceId && !hasEntry(start, end) && !replaced.overlap(start, end); // in this order
    }

    private boolean hasEntry(long start, long end) {
        long epoch = (long) LIVE.getAcquire(this);
        if (epoch == NOTHING) {
            return false;
        }
        long first = start >>> pageShift;
        long last = (end - 1) >>> pageShift;
        return Long.compareUnsigned(last - first, MOST_PAGES) >= 0
                || ranges.areLive(start, end, epoch)
                || pages.areLive(first, last, epoch); // in this order
    }
}
