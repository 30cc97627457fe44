package io.rangecast.examples.nearcache;

import io.rangecast.aeron.PeerMirror;
import io.rangecast.aeron.StalenessChecker;
import io.rangecast.notifier.Subscription;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Values of a store in another process, by key. An entry is a value and what its key's guard said before that was fetched; it is
 * good as long as the guard says nothing else, so nobody has to remove it: neither when the home changes the key, nor when the home
 * is lost. A hit is two loads, and no message.
 */
public final class NearCache {
    /** Asks the store. */
    public interface Loader {
        /**
         * The value of a key, as it is at some moment of the call.
         *
         * @throws java.io.UncheckedIOException if the store cannot be reached
         */
        long load(long key);
    }

    // begin
    private record Entry(long value, long seen) {}

    private static final class Slot {
        final Subscription guard;
        volatile Entry entry;

        Slot(Subscription guard) {
            this.guard = guard;
        }
    }

    private final ConcurrentHashMap<Long, Slot> slots = new ConcurrentHashMap<>();
    private final PeerMirror mirror;
    private final Loader loader;

    long get(long key) {
        Slot slot = slots.computeIfAbsent(key, each -> new Slot(mirror.space().guard(each, 1)));
        Entry entry = slot.entry;
        if (entry != null && !slot.guard.readRetry(entry.seen)) {
            return entry.value; // nothing has been announced since it was fetched
        }
        long seen = slot.guard.tryReadBegin(); // first: what comes during the fetch makes the entry void
        long value = loader.load(key);
        if (seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD) {
            slot.entry = new Entry(value, seen);
        }
        // pause
        loads.increment();
        // resume
        return value;
    }
    // end

    /** What a hit of a key would return, or {@link StalenessChecker#NOTHING} if it would be fetched. */
    long held(long key) {
        Slot slot = slots.get(key);
        Entry entry = slot == null ? null : slot.entry;
        return entry == null || slot.guard.readRetry(entry.seen) ? StalenessChecker.NOTHING : entry.value;
    }

    private final LongAdder loads = new LongAdder();

    /**
     * An empty cache.
     *
     * @param mirror that covers the keys: a key is the address of one byte there
     * @param loader asks the store
     */
    public NearCache(PeerMirror mirror, Loader loader) {
        this.mirror = mirror;
        this.loader = loader;
    }

    /**
     * How often the store was asked.
     *
     * @return a number that was right at some moment
     */
    public long loads() {
        return loads.sum();
    }
}
