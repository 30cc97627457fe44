package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationEntries.ACCESS;
import static io.rangecast.notifier.TranslationEntries.EPOCH;
import static io.rangecast.notifier.TranslationEntries.NONE;

import io.rangecast.ranges.Interval;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Objects;

/**
 * A software TLB: remembers for one subscriber thread where the bytes of one space are, in a fixed number of entries. The
 * records that the thread takes keep it true.
 *
 * <pre>{@code
 * long raw = cache.translate(address);
 * if (raw == TranslationCache.MISS) {
 *     long seen = subscription.tryReadBegin();
 *     raw = lookUp(address); // a structure that is changed inside windows only
 *     if (!cache.fill(subscription, seen, address, raw, space.find(address))) {
 *         return false; // being changed, or nothing is mapped there: poll, and try again
 *     }
 * }
 * }</pre>
 *
 * <p><b>Assumptions</b>. One thread calls all methods but the counters: the one that polls a {@link Subscriber} whose
 * handler is this cache, or that hands each record to {@link #onRecord}. A raw address is good until that thread polls
 * next, or waits in this library, which is a poll, too. The subscriber may have several subscriptions; each is told of every
 * event that changes a translation learnt under it. Assertions check the thread; after a {@link #clear} another may follow. One
 * that follows a dead thread clears, {@linkplain Subscriber#attach attaches} or polls before it looks anything up, as producers
 * have not waited for the dead. The thread lets go:
 * <ul>
 *   <li>before a subscription is closed, of its range ({@link #invalidate});
 *   <li>before the subscriber is closed, of everything ({@link #clear}); and likewise if producers may have stopped waiting
 *       for the thread before it has taken all records.
 * </ul>
 * A thread that was offline takes the records it has missed before it looks anything up.
 *
 * <p><b>Guarantees</b>. When a start has returned {@link InvalidationResult#COMPLETED}, this cache returns nothing that
 * its record has revoked. Nothing here waits, locks or allocates. A hit costs a few loads.
 *
 * <p><b>A thread that polls seldom</b> delays each start that hits its subscription, and makes each that must not wait return
 * {@link InvalidationResult#AGAIN}, though its cache may hold nothing of the range. A cache that is made {@linkplain
 * #withSubscriber with a subscriber} can be asked by the start.
 *
 * <p><b>One space, one cache</b>: that spares every look-up a comparison, and forks of a space use the same addresses
 * and generations. A cache ignores records of other spaces, so a thread with several caches hands each record to each.
 *
 * <p><b>A record</b> does this to the entries that it hits, each as a whole, and to no other:
 * <ul>
 *   <li>SOFT_DIRTY takes away the right to write.
 *   <li>PROTECTION_VMA of an area that stays readable leaves those entries what the new protection allows that were made of
 *       the very area and generation that it names. Only a new fill gives rights back.
 *   <li>Anything else drops them, even an UNMAP that names an earlier generation than the entry's. For a record names the
 *       first area of its range, and others may follow; and when a part of an area has moved, two generations of one area
 *       live side by side. So a generation never proves that an entry is younger than a record. To drop one entry too many
 *       costs a fill.
 *   <li>A record that drops entries, and whose range has more pages than the cache has entries, drops all, in one step.
 * </ul>
 *
 * <p><b>Design</b>. Whole pages are in sets of four ways, by the low bits of their number; a full set replaces its ways in
 * turn. Other ranges, such as an area of 73 bytes or a block of a gigabyte, are in sixteen entries, which are searched if the
 * page is not found, and which fill page entries for the whole pages inside. A seventeenth range replaces these entries in
 * turn. A record costs O(pages of its range), and never more than O(entries).
 */
public final class TranslationCache implements RecordHandler {
    /**
     * The result of a look-up that finds nothing. It is no raw address: the last byte of the unsigned address space belongs to
     * no {@link Interval}, and no fill accepts a range of raw addresses that contains it.
     */
    public static final long MISS = Interval.MAX_END;

    /** The greatest number of entries for pages. */
    public static final int MAX_ENTRIES = 1 << 20;

    /** The greatest page size, in bytes. */
    public static final long MAX_PAGE_SIZE = 1L << 40;

    /** No entry is of this epoch. */
    private static final long NEVER = 0;

    private final AddressSpace space;
    private final int spaceId;
    private final int pageShift;
    private final PageEntries pages;
    private final RangeEntries ranges;
    private final HitCounters counters = new HitCounters();

    /** Asked by producers; null, as the next two, if they do not ask. */
    private final Holdings holdings;

    /** Entries that have made room for others: producers look there, too. */
    private final ReplacedRanges replaced;

    /** The subscriber whose thread producers wait for. */
    private final Subscriber own;

    /** Of the entries that are live; {@link #NEVER} while the thread is offline. */
    private long epoch = EPOCH;

    /** The epoch to go on with when the thread is back; {@link #NEVER} while it is there. */
    private long suspended = NEVER;

    /** The subscriber whose records keep this true; null until the first fill, and after a clear. */
    private Subscriber subscriber;

    /** The subscriber that tells when its thread goes offline; stays after a clear. */
    private Subscriber toldBy;

    private final OnlineListener onlineListener = this::online;

    /** The thread that uses this. Look-ups ask only in assertions and in checked mode. */
    private Thread owner;

    /**
     * An empty cache.
     *
     * @param space whose addresses it translates
     * @param entries how many pages it holds, a power of two from 4 to {@link #MAX_ENTRIES}
     * @param pageSize in bytes, a power of two from 1 to {@link #MAX_PAGE_SIZE}
     * @throws IllegalArgumentException for another number of entries or another page size
     */
    public TranslationCache(AddressSpace space, int entries, long pageSize) {
        this(null, space, entries, pageSize);
    }

    private TranslationCache(String name, AddressSpace space, int entries, long pageSize) {
        this.space = Objects.requireNonNull(space, "space");
        checkPowerOfTwo("entries", entries, PageEntries.WAYS, MAX_ENTRIES);
        checkPowerOfTwo("page size", pageSize, 1, MAX_PAGE_SIZE);
        spaceId = space.id();
        pageShift = Long.numberOfTrailingZeros(pageSize);
        replaced = name == null ? null : new ReplacedRanges();
        pages = new PageEntries(entries, pageShift, replaced);
        ranges = new RangeEntries(replaced);
        holdings = name == null ? null : new Holdings(spaceId, pageShift, pages, ranges, replaced);
        own = name == null ? null : new Subscriber(name, this, holdings);
        if (replaced != null) {
            replaced.of(own);
        }
    }

    /**
     * Makes an empty cache with a {@link #subscriber} of its own, <b>whose thread holds nothing of the space but what this
     * cache has returned</b>. So starts ask the cache: if it holds nothing of their range, they neither wait for its thread nor
     * tell it, however seldom it polls. With such readers a page cache may evict by {@linkplain
     * Invalidator#invalidateRangeStartNonblock non-blocking starts}, which are refused only for pages that a reader holds.
     *
     * <p>A returned raw address is held until the thread polls next, or its record is taken, even if the entry was replaced
     * meanwhile, or dropped by {@link #invalidate} or {@link #clear}. The thread may use what it has looked up only once {@link
     * #fill} has returned true. Therefore {@link Subscription#lookUp(java.util.function.Supplier)} under such a subscriber is
     * an error, and so is to fill another cache under it.
     *
     * <p>{@link #translate} costs the same as in other caches. A fill costs a full fence more, and an atomic step if it is the
     * first since a poll to replace an entry. A start costs a full fence, and a look at each page of its range in place of
     * each record. It looks at up to 64 pages; of a larger range, the thread counts as holding something if it holds anything.
     *
     * @param name how reports call the subscriber
     * @param space whose addresses it translates
     * @param entries how many pages it holds, a power of two from 4 to {@link #MAX_ENTRIES}
     * @param pageSize in bytes, a power of two from 1 to {@link #MAX_PAGE_SIZE}
     * @return a cache with a subscriber that has no subscriptions yet
     * @throws IllegalArgumentException for another number of entries or another page size
     */
    public static TranslationCache withSubscriber(String name, AddressSpace space, int entries, long pageSize) {
        return new TranslationCache(Objects.requireNonNull(name, "name"), space, entries, pageSize);
    }

    /**
     * The subscriber that was made with this cache, and whose handler this is. Any thread.
     *
     * @return the same each time; null if this was made without one
     */
    public Subscriber subscriber() {
        return own;
    }

    private static void checkPowerOfTwo(String what, long value, long least, long greatest) {
        if (value < least || value > greatest || Long.bitCount(value) != 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "%s 0x%x is not a power of two from 0x%x to 0x%x", what, value, least, greatest));
        }
    }

    /**
     * Where a byte is, if it may be read.
     *
     * @param address unsigned
     * @return its raw address, good until the next poll; or {@link #MISS}
     */
    public long translate(long address) {
        return translate(address, Vma.READ);
    }

    /**
     * Where a byte is, if it may be accessed so.
     *
     * @param address unsigned
     * @param access a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}
     * @return its raw address, good until the next poll; or {@link #MISS}
     * @throws IllegalArgumentException if the access is no such union, or empty
     */
    public long translate(long address, int access) {
        assert isOwner() : this + " belongs to " + owner;
        if (MisuseChecks.ON) {
            checkOwner();
        }
        if (access <= 0 || access > ACCESS) {
            throw new IllegalArgumentException("access 0x" + Integer.toHexString(access) + " is not within 0x7");
        }
        int entry = pages.find(address >>> pageShift, epoch | access);
        if (entry == NONE) {
            return translateByRange(address, access);
        }
        counters.hit();
        return address + pages.addend(entry);
    }

    private long translateByRange(long address, int access) {
        int entry = ranges.find(address, epoch | access);
        if (entry == NONE) {
            checkOnline();
            counters.miss();
            return MISS;
        }
        long start = address & -pageSize();
        if (ranges.contains(entry, start) && ranges.reaches(entry, start, pageSize())) {
            long page = address >>> pageShift;
            pages.copy(pages.claim(page, epoch), ranges, entry);
        }
        counters.hit();
        return address + ranges.addend(entry);
    }

    /**
     * Remembers where a page is, unless a window has opened over its subscription since the begin. These are the last two
     * steps of begin, look up, retry check, install. Replaces what was known of the page.
     *
     * @param subscription over the whole page, of the subscriber whose records this cache is given
     * @param seen what {@link Subscription#tryReadBegin} returned before the look-up, even {@link Subscription#BUSY} or
     *     {@link Subscription#CLOSED_FOR_GOOD}
     * @param address of any byte of the page, unsigned
     * @param raw where that byte is
     * @param area contains the whole page, and was looked up after the begin, too; null if nothing is mapped there
     * @return true if it was installed; false if what was looked up must not be used, or there is no area
     * @throws IllegalArgumentException if the subscription does not contain the page, has no subscriber or one that this cache
     *     was not made for, or if it or the area is of another space: these are checked in any case. If the area does not contain
     *     the page, or the raw addresses are not below {@link #MISS}: these are checked only if what was looked up may be used.
     *     Nothing has changed then
     */
    public boolean fill(Subscription subscription, long seen, long address, long raw, Vma area) {
        return fillPage(subscription, seen, address, raw, area, area != null);
    }

    /**
     * Remembers where a page is, with every access allowed: for managers that keep no areas. PROTECTION_VMA drops it.
     *
     * @param subscription as in the other form
     * @param seen as in the other form
     * @param address as in the other form
     * @param raw as in the other form
     * @return true if it was installed; false if what was looked up must not be used
     * @throws IllegalArgumentException as in the other form
     */
    public boolean fill(Subscription subscription, long seen, long address, long raw) {
        return fillPage(subscription, seen, address, raw, null, true);
    }

    /**
     * Remembers where a range is, as {@link #fill(Subscription, long, long, long, Vma) fill} does for a page: to the
     * byte, of any length, and in one step. An area may be read, written and executed as its protection allows, and so may
     * a {@linkplain Vma#slice part} of one. Any other interval may be used in every way, for managers that keep no areas;
     * PROTECTION_VMA drops it.
     *
     * @param subscription over the whole range, of the subscriber whose records this cache is given
     * @param seen what the begin returned before the look-up
     * @param range an area, or a part of one, looked up after the begin too; or another interval. Null if nothing is mapped
     *     there
     * @param raw where the first byte is; the others follow it
     * @return true if it was installed; false if what was looked up must not be used, or there is no range
     * @throws IllegalArgumentException as for a page; nothing has changed then
     */
    public boolean fillRange(Subscription subscription, long seen, Interval range, long raw) {
        Objects.requireNonNull(subscription, "subscription");
        Interval known = range == null ? subscription : range;
        Vma area = range instanceof Vma mapped ? mapped : null;
        return install(subscription, seen, known.start(), known.end(), raw, area, range != null);
    }

    /**
     * Remembers where a range is that lies inside an area.
     *
     * @param subscription as there
     * @param seen as there
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param raw as there
     * @param area that contains the whole range, looked up after the begin too; null if nothing is mapped there
     * @return as there
     * @throws IllegalArgumentException for an empty or reversed range, or as there
     * @deprecated four numbers in a row are swapped without a word: {@link #fillRange(Subscription, long, Interval, long)}
     */
    @Deprecated
    public boolean fillRange(Subscription subscription, long seen, long start, long end, long raw, Vma area) {
        return install(subscription, seen, start, end, raw, area, area != null);
    }

    /**
     * Remembers where a range is, with every access allowed.
     *
     * @param subscription as there
     * @param seen as there
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @param raw as there
     * @return as there
     * @throws IllegalArgumentException for an empty or reversed range, or as there
     * @deprecated four numbers in a row are swapped without a word: {@link #fillRange(Subscription, long, Interval, long)}
     */
    @Deprecated
    public boolean fillRange(Subscription subscription, long seen, long start, long end, long raw) {
        return install(subscription, seen, start, end, raw, null, true);
    }

    private boolean fillPage(Subscription subscription, long seen, long address, long raw, Vma area, boolean isMapped) {
        long start = address & -pageSize();
        return install(subscription, seen, start, endOfPage(start), raw - (address - start), area, isMapped);
    }

    /** The last byte of all belongs to no range. */
    private long endOfPage(long start) {
        long end = start + pageSize();
        return end == 0 ? Interval.MAX_END : end;
    }

    private boolean install(
            Subscription subscription, long seen, long start, long end, long raw, Vma area, boolean isMapped) {
        checkOwner();
        checkFill(subscription, start, end, area);
        subscription.subscriber().checkOnline();
        checkOnline();
        // From here to the installation nothing polls: a record of a later window comes after it.
        if (!isMapped || subscription.readRetry(seen)) {
            return false;
        }
        checkFound(start, end, raw, area); // now: what is seen across a change need not fit together
        if (subscription.subscriber() != subscriber) {
            bind(subscription.subscriber());
        }
        boolean isPage = end - start == pageSize() && (start & (pageSize() - 1)) == 0;
        TranslationEntries entries = isPage ? pages : ranges;
        int entry = isPage ? pages.claim(start >>> pageShift, epoch) : ranges.claim(start, end, epoch);
        if (holdings != null && !announce(entries, entry, subscription, seen, start, end)) {
            return false;
        }
        entries.put(entry, epoch | (area == null ? ACCESS : area.protection() & ACCESS), raw - start, area);
        return true;
    }

    /** Whether no window has opened that may have looked before it could find the entry: see {@link Holdings}. */
    private boolean announce(
            TranslationEntries entries, int entry, Subscription subscription, long seen, long start, long end) {
        entries.announce(entry, epoch);
        holdings.fills(epoch);
        VarHandle.fullFence();
        boolean isLate = subscription.readRetry(seen);
        if (isLate) {
            replaced.add(start, end); // what was known of it before may be in use
            entries.drop(entry);
        }
        return !isLate;
    }

    /** Checks that hold whatever was looked up. */
    private void checkFill(Subscription subscription, long start, long end, Vma area) {
        Objects.requireNonNull(subscription, "subscription");
        Interval.checkRange(start, end);
        checkContains(subscription, start, end);
        if (!space.isSpaceOf(subscription)) {
            throw new IllegalArgumentException("subscription " + subscription + " is not of " + space);
        }
        if (subscription.subscriber() == null) {
            throw new IllegalArgumentException(
                    "subscription " + subscription + " has no subscriber to be sent records");
        }
        if (subscription.subscriber().holdings() != holdings) {
            throw new IllegalArgumentException("subscription " + subscription + " is of " + subscription.subscriber()
                    + ", whose thread and " + this + " were not made for each other");
        }
        if (subscriber != null && subscriber != subscription.subscriber() && !subscriber.isClosed()) {
            throw new IllegalArgumentException("subscription " + subscription + " is of " + subscription.subscriber()
                    + ", and " + this + " was filled under those of " + subscriber + ": clear it first");
        }
        if (area != null && area.space() != space) {
            throw new IllegalArgumentException("area " + area + " is of " + area.space() + ", not of " + space);
        }
    }

    private void checkFound(long start, long end, long raw, Vma area) {
        if (area != null) {
            checkContains(area, start, end);
        }
        if (Long.compareUnsigned(end - start, MISS - raw) > 0) {
            throw new IllegalArgumentException(
                    "no 0x" + Long.toHexString(end - start) + " bytes begin at raw address 0x" + Long.toHexString(raw)
                            + " and end at or below 0x" + Long.toHexString(MISS));
        }
    }

    private static void checkContains(Interval whole, long start, long end) {
        if (Long.compareUnsigned(start, whole.start()) < 0 || Long.compareUnsigned(end, whole.end()) > 0) {
            throw new IllegalArgumentException(Interval.toString(start, end) + " is not inside " + whole);
        }
    }

    /**
     * Lets go of what a record revokes. A second call for the same record does no harm.
     *
     * @param record of any space
     */
    @Override
    public void onRecord(InvalidationRecord record) {
        Objects.requireNonNull(record, "record");
        if (record.spaceId() == spaceId || record.spaceId() == 0) { // 0 stands for any
            invalidate(record.start(), record.end(), record);
        }
    }

    /**
     * Lets go of a range, as an UNMAP does: before a subscription over it is closed.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public void invalidate(long start, long end) {
        Interval.checkRange(start, end);
        invalidate(start, end, null);
    }

    private void invalidate(long start, long end, InvalidationRecord record) {
        checkOwner();
        long first = start >>> pageShift;
        long last = (end - 1) >>> pageShift;
        boolean drops = record == null || TranslationEntries.keptAccess(record) == 0;
        boolean dropsAll = drops && Long.compareUnsigned(last - first, pages.size()) >= 0;
        if (record == null && replaced != null) {
            if (dropsAll) { // also what lies elsewhere, and may be in use
                replaced.addEverything();
            } else {
                replaced.add(start & -pageSize(), endOfPage(last << pageShift));
            }
        }
        if (dropsAll) {
            dropAll();
        } else {
            pages.invalidate(first, last, record);
            ranges.invalidate(start, end, record);
        }
    }

    /** Lets go of everything, in one step. Another thread may use this cache next. */
    public void clear() {
        checkOwner();
        online(true);
        if (replaced != null) {
            replaced.addEverything();
        }
        dropAll();
        subscriber = null;
        owner = null;
    }

    private void dropAll() {
        if (suspended == NEVER) {
            epoch += EPOCH;
        } else {
            suspended += EPOCH;
        }
        if (holdings != null) {
            holdings.haveGone();
        }
    }

    private void bind(Subscriber next) {
        if (toldBy != next) { // in this order: if memory runs out it is told once too often, and this can be done again
            next.onlineListeners().add(onlineListener);
            if (toldBy != null) {
                toldBy.onlineListeners().remove(onlineListener);
            }
            toldBy = next;
        }
        subscriber = next;
    }

    private void online(boolean now) {
        if (subscriber == null) { // nothing is held
            return;
        }
        isOwner(); // perhaps another than the one that has died
        if (now && suspended != NEVER) {
            epoch = suspended;
            suspended = NEVER;
        } else if (!now && suspended == NEVER) {
            suspended = epoch;
            epoch = NEVER;
        }
    }

    private void checkOnline() {
        if (suspended != NEVER) {
            throw new IllegalStateException(this + " is used while " + subscriber + " is offline");
        }
    }

    /**
     * How many look-ups have found what they wanted. Any thread.
     *
     * @return a number that grows
     */
    public long hits() {
        return counters.hitsOpaque();
    }

    /**
     * How many look-ups have returned {@link #MISS}. Any thread.
     *
     * @return a number that grows
     */
    public long misses() {
        return counters.missesOpaque();
    }

    private long pageSize() {
        return 1L << pageShift;
    }

    private void checkOwner() {
        if (!isOwner()) {
            throw new IllegalStateException(this + " belongs to " + owner);
        }
    }

    /** The first thread after a clear, or after the owner's death, is the owner. Nobody has waited for the dead: all is void. */
    private boolean isOwner() {
        Thread current = Thread.currentThread();
        if (owner == null) {
            owner = current;
        } else if (owner != current && !owner.isAlive()) {
            dropAll();
            owner = current;
        }
        return owner == current;
    }

    @Override
    public String toString() {
        return "translation cache of " + space + " for 0x" + Integer.toHexString(pages.size()) + " pages of 0x"
                + Long.toHexString(pageSize()) + " bytes";
    }
}
