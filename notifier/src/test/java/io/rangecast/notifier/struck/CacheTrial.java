package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import io.rangecast.ranges.Interval;

/** A cache of four pages, which stand in one set: it translates right, or not at all. */
abstract class CacheTrial implements Trial {
    private static final int ENTRIES = 4;
    private static final long PAGES = 64;
    private static final long RAW = 0x7f0000000000L;

    final AddressSpace space = new AddressSpace();
    final TranslationCache cache;
    final Subscriber subscriber;
    Subscription subscription;

    /** Where each page is now. */
    private long raw = RAW;

    CacheTrial() {
        this(false);
    }

    /** A trial of a cache that producers ask, or not. */
    CacheTrial(boolean asked) {
        cache = asked
                ? TranslationCache.withSubscriber("own", space, ENTRIES, World.PAGE)
                : new TranslationCache(space, ENTRIES, World.PAGE);
        subscriber = asked ? cache.subscriber() : new Subscriber("own", cache);
    }

    @Override
    public void prepare() {
        subscriber.attach();
        subscription = space.subscribe(0, PAGES * World.PAGE, subscriber);
        for (int page = 0; page < ENTRIES; page++) {
            Check.that(fill(page), "a fill is refused");
        }
    }

    final boolean fill(long page) {
        return cache.fill(subscription, subscription.tryReadBegin(), page * World.PAGE, rawOf(page));
    }

    final boolean fillRange(long firstPage, long pages) {
        long start = firstPage * World.PAGE;
        Interval range = new Interval(start, start + pages * World.PAGE);
        return cache.fillRange(subscription, subscription.tryReadBegin(), range, rawOf(firstPage));
    }

    /** Pairs of pages stay together, and no two pairs are equally far from where they are. */
    private long rawOf(long page) {
        return raw + (3 * (page & -2) + (page & 1)) * World.PAGE;
    }

    final void moveAll() {
        raw += 4 * PAGES * World.PAGE;
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        assertTranslatesRight();
        for (long page = 0; page < PAGES; page++) {
            Check.that(fill(page), "a fill is refused");
            Check.equal(cache.translate(page * World.PAGE), rawOf(page), "the translation just filled");
        }
        assertTranslatesRight();
        subscriber.close();
        Elsewhere.assertUsable();
    }

    final void assertTranslatesRight() {
        for (long page = 0; page < PAGES; page++) {
            long found = cache.translate(page * World.PAGE + 1);
            Check.that(
                    found == TranslationCache.MISS || found == rawOf(page) + 1,
                    "page 0x" + Long.toHexString(page) + " is said to be at 0x" + Long.toHexString(found));
        }
    }

    /** Takes the place of another page. */
    static final class Fill extends CacheTrial {
        @Override
        public void run() {
            fill(ENTRIES);
        }
    }

    /** The same, of a cache that producers ask: they find what is translated, and until the poll what was. */
    static final class FillAsked extends CacheTrial {
        private final Invalidator producer = space.newInvalidator("producer");

        FillAsked() {
            super(true);
        }

        @Override
        public void run() {
            fill(ENTRIES);
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            for (long page = 0; page < ENTRIES; page++) {
                assertHeld(page);
            }
            subscriber.poll(1);
            for (long page = 0; page < PAGES; page++) {
                if (cache.translate(page * World.PAGE) != TranslationCache.MISS) {
                    assertHeld(page);
                }
            }
            super.check(thrown, struck);
        }

        private void assertHeld(long page) {
            InvalidationRange range = new InvalidationRange().init(space, page * World.PAGE, (page + 1) * World.PAGE);
            Check.equal(producer.invalidateRangeStartNonblock(range), InvalidationResult.AGAIN, "the answer");
        }
    }

    /** Takes the place of another range that is no page. */
    static final class FillRange extends CacheTrial {
        private static final int RANGES = 16;

        @Override
        public void prepare() {
            super.prepare();
            for (int i = 0; i < RANGES; i++) {
                Check.that(fillRange(ENTRIES + 2 * i, 2), "a fill is refused");
            }
        }

        @Override
        public void run() {
            fillRange(ENTRIES + 2 * RANGES, 2);
        }
    }

    /** A page of a range becomes an entry of its own. */
    static final class Translate extends CacheTrial {
        @Override
        public void prepare() {
            super.prepare();
            Check.that(fillRange(ENTRIES, 2), "a fill is refused");
        }

        @Override
        public void run() {
            cache.translate(ENTRIES * World.PAGE);
        }
    }

    /** A record drops some pages. It is not acknowledged before they are gone. */
    static final class Record extends CacheTrial {
        private final Invalidator producer = space.newInvalidator("producer");
        private final InvalidationRange range = new InvalidationRange();

        @Override
        public void prepare() {
            super.prepare();
            Check.that(fillRange(ENTRIES, 2), "a fill is refused");
            producer.publish(range.init(space, 0, PAGES * World.PAGE));
        }

        @Override
        public void run() {
            subscriber.poll(1);
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            Check.that(thrown != null || !struck, "nobody was told");
            if (producer.await(range, 0) == InvalidationResult.COMPLETED) {
                moveAll();
                assertTranslatesRight();
            } else {
                subscriber.poll(1);
                Check.equal(producer.await(range, 0), InvalidationResult.COMPLETED, "the answer");
                moveAll();
            }
            producer.invalidateRangeEnd(range);
            super.check(thrown, struck);
        }
    }

    /** Its thread comes back, while a page moves. While nobody waits for the thread, the cache says nothing. */
    static final class Online extends CacheTrial {
        private final Invalidator producer = space.newInvalidator("producer");
        private final InvalidationRange range = new InvalidationRange().init(space, 0, PAGES * World.PAGE);

        @Override
        public void prepare() {
            super.prepare();
            subscriber.offline();
        }

        @Override
        public void run() {
            subscriber.online();
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            if (thrown != null) {
                boolean waitsForNobody = producer.publish(range);
                Check.that(!waitsForNobody || isSilent(), "it translates, and nobody waits for its thread");
                subscriber.online();
                Check.equal(producer.await(range, 0), InvalidationResult.COMPLETED, "the answer");
                producer.invalidateRangeEnd(range);
                moveAll();
            }
            super.check(thrown, struck);
        }

        private boolean isSilent() {
            try {
                return cache.translate(0) == TranslationCache.MISS;
            } catch (IllegalStateException offline) {
                return true;
            }
        }
    }
}
