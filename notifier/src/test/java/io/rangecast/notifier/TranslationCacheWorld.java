package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCache.MISS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;

/**
 * A space whose producer is the subscriber thread too, which serves its own inbox while it waits. The thread attaches
 * when it learns or sends, for a watchdog may run a test in another thread than the one that makes this.
 */
final class TranslationCacheWorld {
    static final long PAGE = 0x1000;
    static final int ENTRIES = 16;
    static final int SETS = ENTRIES / PageEntries.WAYS;

    /** Raw address minus address of what is learnt without saying where it is. */
    static final long ADDEND = 0x7f00_0000_0000L;

    static final int ALL = Vma.READ | Vma.WRITE | Vma.EXEC;

    final World world = new World();
    final TranslationCache cache;
    final Subscriber subscriber;
    final Subscription subscription;

    /** A world in which producers ask the cache, or not. */
    TranslationCacheWorld(boolean asked) {
        cache = asked
                ? TranslationCache.withSubscriber("owner", world.space, ENTRIES, PAGE)
                : new TranslationCache(world.space, ENTRIES, PAGE);
        subscriber = asked ? cache.subscriber() : new Subscriber("owner", cache);
        subscription = world.space.subscribe(0, World.MAX, subscriber);
    }

    /** Null for no area, with every access. */
    boolean learn(long address, Vma area) {
        subscriber.attach();
        long seen = subscription.tryReadBegin();
        return area == null
                ? cache.fill(subscription, seen, address, address + ADDEND)
                : cache.fill(subscription, seen, address, address + ADDEND, area);
    }

    /** Learns some pages, with every access and without an area. */
    void learn(long... addresses) {
        for (long address : addresses) {
            assertThat(learn(address, null)).isTrue();
        }
    }

    /** Null for no area, with every access. */
    boolean learnRange(long start, long end, Vma area) {
        subscriber.attach();
        long seen = subscription.tryReadBegin();
        Interval range = area == null ? new Interval(start, end) : area.slice(start, end);
        return cache.fillRange(subscription, seen, range, start + ADDEND);
    }

    /** Sends an event, which is taken and acknowledged when this returns. */
    void send(InvalidationEvent event, Vma area, long start, long end) {
        subscriber.attach();
        InvalidationRange range = new InvalidationRange().init(event, 0, area, world.space, start, end);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        world.end(range);
    }

    void unmap(long start, long end) {
        send(InvalidationEvent.UNMAP, null, start, end);
    }

    Vma area(long id, long generation, long start, long end, int protection) {
        return new Vma(world.space, id, generation, start, end, protection, 0, null);
    }

    boolean knows(long address) {
        return access(address) != 0;
    }

    /** The access that is known to be allowed, 0 if nothing is known of the address. */
    int access(long address) {
        int allowed = 0;
        for (int bit = Vma.READ; bit <= Vma.EXEC; bit <<= 1) {
            long raw = cache.translate(address, bit);
            assertThat(raw).isIn(MISS, address + ADDEND);
            allowed |= raw == MISS ? 0 : bit;
        }
        return allowed;
    }

    void assertNothingOpen() {
        world.assertNothingOpen(subscription);
    }
}
