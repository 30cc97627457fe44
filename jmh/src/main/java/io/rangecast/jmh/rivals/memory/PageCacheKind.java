package io.rangecast.jmh.rivals.memory;

import io.rangecast.jmh.rivals.memory.TranslatedPages.Eviction;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** How a page cache takes frames away from its readers, as a parameter of benchmarks. */
public enum PageCacheKind {
    /** Ours: readers hold translations, and a page goes that none holds. */
    TRY("TranslationCache, starts that do not wait", () -> new TranslatedPages(Eviction.TRY)::newReader),
    /** Ours: readers hold translations, and are waited for under the lock. */
    BLOCK(
            "TranslationCache, windows under the lock, readers offline",
            () -> new TranslatedPages(Eviction.WAIT)::newReader),
    /** Readers hold translations, and nobody is told: wrong, but all that the two above take besides us. */
    UNTOLD("TranslationCache, nobody is told", () -> new TranslatedPages(Eviction.UNTOLD)::newReader),
    /** Ours: readers copy, and ask a guard. */
    OPTIMISTIC("optimistic guard", () -> new OptimisticPages(true)::newReader),
    /** Readers copy, and do not ask: the limit. */
    UNGATED("no gate", () -> new OptimisticPages(false)::newReader);

    private final String label;
    private final Supplier<LongFunction<IntToLongFunction>> open;

    PageCacheKind(String label, Supplier<LongFunction<IntToLongFunction>> open) {
        this.label = label;
        this.open = open;
    }

    /**
     * What it is called in results.
     *
     * @return a few words
     */
    public String label() {
        return label;
    }

    /**
     * A cache.
     *
     * @return makes a reader, for one thread: it reads so many pages, and returns how many were right
     */
    public Supplier<IntToLongFunction> open() {
        LongFunction<IntToLongFunction> readers = open.get();
        SplittableRandom seeds = new SplittableRandom(1); // each reads other pages
        return () -> readers.apply(seeds.nextLong());
    }
}
