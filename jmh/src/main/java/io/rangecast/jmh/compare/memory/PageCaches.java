package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** A page cache beside its readers: evicting what nobody holds, against waiting until it is let go. */
public final class PageCaches {
    private static final String TRY = "TranslationCache, starts that do not wait";
    private static final String BLOCK = "TranslationCache, windows under the lock, readers offline";
    private static final int THREADS = 2;

    private PageCaches() {}

    public static List<Experiment> experiments() {
        Question question = Question.of(
                        "page-cache-evict-2",
                        "a page at random, low ones more often; a quarter of them has frames; 2 threads",
                        "ns per read",
                        Better.LOWER,
                        TRY)
                .against(BLOCK, 0.5);
        return List.of(Experiment.of(question, seed -> contest()));
    }

    private static Contest contest() {
        Partner partner = new Partner();
        return new Ready(List.of(contender(TRY, true, partner), contender(BLOCK, false, partner)), partner);
    }

    private static Contender contender(String name, boolean tries, Partner partner) {
        PageCache cache = new PageCache(tries);
        List<? extends IntToLongFunction> readers =
                IntStream.range(0, THREADS).mapToObj(cache::newReader).toList();
        return new GuardedReads(name, readers, partner, 1);
    }

    private record Ready(List<Contender> contenders, Partner partner) implements Contest {}
}
