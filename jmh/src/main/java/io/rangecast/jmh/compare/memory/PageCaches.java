package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.PageCacheKind;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

/** A page cache beside its readers. */
public final class PageCaches {
    private static final int MANY = 3;

    private PageCaches() {}

    public static List<Experiment> experiments() {
        Question evict = Question.of(
                        "page-cache-evict-2",
                        "a page at random, one in 20 of those that may have no frame; 2 threads",
                        "ns per read",
                        Better.LOWER,
                        PageCacheKind.TRY.label())
                .against(PageCacheKind.BLOCK.label(), 0.5);
        Question crowded = Question.of(
                        "page-cache-evict-3",
                        "the same; 3 threads, more than there are processors where this was measured",
                        "reads per microsecond",
                        Better.HIGHER,
                        PageCacheKind.TRY.label())
                .against(PageCacheKind.BLOCK.label(), 2);
        Question read = Question.of(
                        "page-cache-read-3",
                        "8 bytes of a page at random, one in 100 of those that may have no frame; 3 threads",
                        "reads per microsecond",
                        Better.HIGHER,
                        PageCacheKind.OPTIMISTIC.label())
                .against(PageCacheKind.UNGATED.label(), 0.9);
        return List.of(
                Experiment.of(evict, seed -> byTwo()),
                Experiment.of(crowded, seed -> byMany(PageCacheKind.TRY, PageCacheKind.BLOCK)),
                Experiment.of(read, seed -> byMany(PageCacheKind.OPTIMISTIC, PageCacheKind.UNGATED)));
    }

    private static Contest byTwo() {
        Partner partner = new Partner();
        List<Contender> contenders = Stream.of(PageCacheKind.TRY, PageCacheKind.BLOCK)
                .<Contender>map(kind -> new GuardedReads(kind.label(), readers(kind, 2), partner, 1))
                .toList();
        return new ByTwo(contenders, partner);
    }

    private static Contest byMany(PageCacheKind... kinds) {
        Crew crew = new Crew(MANY - 1);
        List<Contender> contenders = Stream.of(kinds)
                .<Contender>map(kind -> new ReadRate(kind.label(), readers(kind, MANY), crew))
                .toList();
        return new ByMany(contenders, crew);
    }

    private static List<IntToLongFunction> readers(PageCacheKind kind, int count) {
        return Stream.generate(kind.open()).limit(count).toList();
    }

    private record ByTwo(List<Contender> contenders, Partner partner) implements Contest {}

    private record ByMany(List<Contender> contenders, Crew crew) implements Contest {
        @Override
        public void close() {
            crew.close();
        }
    }
}
