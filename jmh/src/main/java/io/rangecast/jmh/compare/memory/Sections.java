package io.rangecast.jmh.compare.memory;

import static io.rangecast.jmh.rivals.memory.SectionKind.PHASER;
import static io.rangecast.jmh.rivals.memory.SectionKind.READER_GROUP;
import static io.rangecast.jmh.rivals.memory.SectionKind.READ_WRITE_LOCK;
import static io.rangecast.jmh.rivals.memory.SectionKind.STAMPED_LOCK;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.SectionKind;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

/** What it costs to say that one reads, and that one has read, while nothing is revoked. */
public final class Sections {
    private Sections() {}

    public static List<Experiment> experiments() {
        return Stream.of(1, 2)
                .map(threads -> new Experiment(
                        "guard-enter-exit-" + threads, List.of(question(threads)), List.of(), seed -> contest(threads)))
                .toList();
    }

    private static Question question(int threads) {
        boolean pays = threads == 2;
        return Question.of(
                        "guard-enter-exit-" + threads,
                        "enter and exit, " + Names.count(threads, "thread"),
                        "ns per section",
                        Better.LOWER,
                        READER_GROUP.label())
                .against(STAMPED_LOCK.label(), pays ? 0.5 : Double.NaN)
                .against(READ_WRITE_LOCK.label(), pays ? 0.2 : Double.NaN)
                .against(PHASER.label(), pays ? 0.2 : Double.NaN);
    }

    private static Contest contest(int threads) {
        Partner partner = threads == 1 ? null : new Partner();
        List<Contender> contenders = Stream.of(SectionKind.values())
                .map(kind -> contender(kind, threads, partner))
                .toList();
        return new Ready(contenders, partner);
    }

    private static Contender contender(SectionKind kind, int threads, Partner partner) {
        IntToLongFunction shared = kind.open();
        return new GuardedReads(kind.label(), Collections.nCopies(threads, shared), partner, 1);
    }

    private record Ready(List<Contender> contenders, Partner partner) implements Contest {}
}
