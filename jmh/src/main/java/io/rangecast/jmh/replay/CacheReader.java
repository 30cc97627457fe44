package io.rangecast.jmh.replay;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.IntervalNotifier;
import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.Vma;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * A thread that caches addresses of live memory and reads them all the time. One half of its cache it holds raw: it
 * reads without asking, lets go when it takes the record, and is waited for. The other half is optimistic: after each
 * read it asks the subscription whether the read counts.
 *
 * <p>A read that counts but finds anything else than the page's pattern is stale: memory was changed under a reader who
 * was told that it was not.
 */
final class CacheReader implements Runnable {
    private static final int CACHE_SIZE = 128;
    private static final int READS_BETWEEN_POLLS = 32;
    private static final int POLLS_BETWEEN_YIELDS = 4;
    private static final int POLL_LIMIT = 64;

    /** Optimistic readers need not be told. */
    private static final IntervalNotifier NOBODY_CALLED = (subscription, invalidation) -> true;

    private final Slab slab;
    private final RecentAreas recent;
    private final boolean safe;
    private final SplittableRandom random;
    private final Subscriber subscriber;
    private final Translation[] cache = new Translation[CACHE_SIZE];
    private final Queue<Translation> dropped = new ArrayDeque<>();
    private volatile boolean stopped;

    // Read by others after this thread has ended.
    private long reads;
    private long rejectedReads;
    private long staleReads;
    private long records;

    CacheReader(String name, Slab slab, RecentAreas recent, boolean safe, SplittableRandom random) {
        this.slab = slab;
        this.recent = recent;
        this.safe = safe;
        this.random = random;
        this.subscriber = new Subscriber(name, this::onRecord);
    }

    @Override
    public void run() {
        int slot = 0;
        for (int poll = 1; !stopped; poll++) {
            for (int i = 0; i < READS_BETWEEN_POLLS; i++) {
                slot = (slot + 1) % CACHE_SIZE;
                if (cache[slot] == null) {
                    cache[slot] = translate(slot);
                } else if (!read(cache[slot], safe && !isRaw(slot))) {
                    drop(slot);
                }
            }
            drop(random.nextInt(CACHE_SIZE)); // to make room for what was mapped lately
            subscriber.poll(POLL_LIMIT);
            closeDropped();
            if (poll % POLLS_BETWEEN_YIELDS == 0) {
                Thread.yield(); // there may be fewer cores than threads
            }
        }
        for (int i = 0; i < CACHE_SIZE; i++) {
            drop(i);
        }
        closeDropped();
        subscriber.close();
    }

    void stop() {
        stopped = true;
    }

    /** Lets go first: the producer waits. The subscriptions are closed after the poll. */
    private void onRecord(InvalidationRecord record) {
        records++;
        for (int i = 0; i < CACHE_SIZE; i++) {
            Translation t = cache[i];
            if (t != null
                    && t.spaceId() == record.spaceId()
                    && record.overlaps(t.address(), t.address() + TraceRow.PAGE)) {
                drop(i);
            }
        }
    }

    private void drop(int slot) {
        if (cache[slot] != null) {
            dropped.add(cache[slot]);
            cache[slot] = null;
        }
    }

    private void closeDropped() {
        for (Translation t = dropped.poll(); t != null; t = dropped.poll()) {
            t.close();
        }
    }

    private static boolean isRaw(int slot) {
        return slot < CACHE_SIZE / 2;
    }

    /** Reads one word, and asks the subscription if need be whether it counts. False if the translation is void. */
    private boolean read(Translation t, boolean ask) {
        long word = slab.read(t.offset() + (random.nextInt(t.bytes()) & -Long.BYTES));
        reads++;
        if (ask && t.subscription().readRetry(t.begun())) {
            rejectedReads++;
            return false;
        }
        if (word != t.pattern()) {
            staleReads++;
            return false;
        }
        return true;
    }

    /** Begin, look up, read, retry: what a reader caches it has learnt under a subscription. Null if it could not. */
    private Translation translate(int slot) {
        Vma candidate = recent.pick(random);
        if (candidate == null) {
            return null;
        }
        TracedProcess process = Backing.of(candidate).process();
        // Every fourth time a neighbour, which may be old.
        Vma area = (random.nextInt() & 3) == 0 ? process.next(candidate.end()) : process.find(candidate.start());
        if (area == null || !area.isReadable()) {
            return null;
        }
        if (!safe) {
            return lookUp(process, area, null, 0);
        }
        Subscription subscription = subscribe(process.space(), area, slot);
        if (subscription == null) {
            return null;
        }
        long begun = subscription.tryReadBegin();
        Translation found = lookUp(process, area, subscription, begun);
        if (found == null || !read(found, true)) {
            subscription.close();
            return null;
        }
        return found;
    }

    private Subscription subscribe(AddressSpace space, Vma area, int slot) {
        long length = area.end() - area.start();
        try {
            return isRaw(slot)
                    ? space.subscribe(area.start(), length, subscriber)
                    : space.subscribe(area.start(), length, NOBODY_CALLED);
        } catch (IllegalStateException released) {
            return null;
        }
    }

    private Translation lookUp(TracedProcess process, Vma subscribed, Subscription subscription, long begun) {
        Vma area = process.find(subscribed.start());
        if (area == null || area.generation() != subscribed.generation() || area.end() > subscribed.end()) {
            return null;
        }
        Backing backing = Backing.of(area);
        int first = backing.pageAtOrAbove(area.start());
        int pages = backing.pagesBelow(area.end()) - first;
        if (!area.isReadable() || pages <= 0) {
            return null;
        }
        int page = first + random.nextInt(pages);
        return new Translation(
                process.space().id(),
                backing.address(page),
                backing.offset(page),
                backing.pageBytes(),
                backing.pattern(page),
                subscription,
                begun);
    }

    long reads() {
        return reads;
    }

    long rejectedReads() {
        return rejectedReads;
    }

    long staleReads() {
        return staleReads;
    }

    long records() {
        return records;
    }
}
