package io.rangecast.jmh.compare.memory;

import static io.rangecast.jmh.rivals.memory.MemoryKind.ALLOCATING_ARENA;
import static io.rangecast.jmh.rivals.memory.MemoryKind.ARENA;
import static io.rangecast.jmh.rivals.memory.MemoryKind.COUNT;
import static io.rangecast.jmh.rivals.memory.MemoryKind.NETTY;
import static io.rangecast.jmh.rivals.memory.MemoryKind.PHASER;
import static io.rangecast.jmh.rivals.memory.MemoryKind.RANGECAST;
import static io.rangecast.jmh.rivals.memory.MemoryKind.READ_WRITE_LOCK;
import static io.rangecast.jmh.rivals.memory.MemoryKind.SECTION;
import static io.rangecast.jmh.rivals.memory.MemoryKind.STAMPED_LOCK;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.MemoryKind;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import io.rangecast.jmh.rivals.memory.SeenFlagMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How long it takes to revoke memory that others read, and what the readers lose. */
public final class Revocations {
    /** One reader only: of more, nobody knows which of them the system lets run when nothing wakes it. */
    private static final String NOT_REVOKED = "not revoked";

    private Revocations() {}

    public static List<Experiment> experiments() {
        return List.of(
                experiment(1, 0.03, 2.5),
                experiment(2, 0.2, Double.NaN),
                experiment(4, Double.NaN, Double.NaN),
                ofSections(2, 0.2));
    }

    /** Readers in sections against the shared arenas; their order is that of the values of {@link Revoking}. */
    private static Experiment ofSections(int readers, double latency) {
        List<Question> questions = List.of(
                ofSections("p50", readers, latency), ofSections("p99", readers, Double.NaN),
                ofSections("p999", readers, Double.NaN),
                        Question.of(
                                        "revoke-section-reads-" + readers,
                                        Names.count(readers, "reader") + ", revoked up to 16,000 times a second",
                                        "reads per second of all readers",
                                        Better.HIGHER,
                                        SECTION.label())
                                .against(ARENA.label())
                                .against(ALLOCATING_ARENA.label())
                                .against(SeenFlagMemory.LABEL));
        return MemoryFlags.add(
                new Experiment("revoke-section-" + readers, questions, List.of(), seed -> contestOfSections(readers)));
    }

    private static Question ofSections(String percentile, int readers, double required) {
        return Question.of(
                        "revoke-section-" + percentile + "-" + readers,
                        percentile + ", " + Names.count(readers, "reader") + ", a section for 16 reads",
                        "us until nobody can use the memory",
                        Better.LOWER,
                        SECTION.label())
                .against(ARENA.label(), required)
                .against(ALLOCATING_ARENA.label())
                .against(SeenFlagMemory.LABEL);
    }

    private static Contest contestOfSections(int readers) {
        Crew crew = new Crew(readers);
        List<Contender> contenders = new ArrayList<>();
        for (MemoryKind kind : List.of(SECTION, ARENA, ALLOCATING_ARENA)) {
            if (kind.isAvailable()) {
                contenders.add(revoking(kind.label(), kind::open, true, readers, crew));
            }
        }
        contenders.add(revoking(SeenFlagMemory.LABEL, SeenFlagMemory::new, true, readers, crew));
        return new CrewContest(contenders, crew);
    }

    private static Experiment experiment(int readers, double latency, double rate) {
        Question reads = Question.of(
                        "revoke-reads-" + readers,
                        Names.count(readers, "reader") + ", revoked up to 16,000 times a second",
                        "reads per second of all readers",
                        Better.HIGHER,
                        RANGECAST.label())
                .against(ARENA.label(), rate)
                .against(ALLOCATING_ARENA.label(), rate);
        List<Question> questions = List.of(
                latency("p50", readers).against(ARENA.label(), latency).against(ALLOCATING_ARENA.label()),
                latency("p99", readers).against(ARENA.label()).against(ALLOCATING_ARENA.label()),
                latency("p999", readers).against(ARENA.label()).against(ALLOCATING_ARENA.label()),
                readers == 1 ? reads.against(NOT_REVOKED) : reads);
        return MemoryFlags.add(new Experiment(
                "revoke-" + readers,
                questions.stream().map(Revocations::againstOthers).toList(),
                List.of(),
                seed -> contest(readers)));
    }

    private static Question latency(String percentile, int readers) {
        return Question.of(
                "revoke-" + percentile + "-" + readers,
                percentile + ", " + Names.count(readers, "reader") + ", a guard for 16 reads",
                "us until nobody can use the memory",
                Better.LOWER,
                RANGECAST.label());
    }

    private static Question againstOthers(Question question) {
        return question.against(READ_WRITE_LOCK.label())
                .against(STAMPED_LOCK.label())
                .against(COUNT.label())
                .against(NETTY.label())
                .against(PHASER.label());
    }

    private static Contest contest(int readers) {
        Crew crew = new Crew(readers);
        List<Contender> contenders = new ArrayList<>();
        if (readers == 1) {
            contenders.add(revoking(NOT_REVOKED, RANGECAST::open, false, readers, crew));
        }
        for (MemoryKind kind : MemoryKind.values()) {
            if (kind.isAvailable() && kind != SECTION) {
                contenders.add(revoking(kind.label(), kind::open, true, readers, crew));
            }
        }
        return new CrewContest(contenders, crew);
    }

    private static Contender revoking(
            String name, Function<ByteBuffer, RevocableMemory> open, boolean revokes, int readers, Crew crew) {
        Blocks blocks = new Blocks();
        return new Revoking(name, open.apply(blocks.current()), revokes, blocks, readers, crew);
    }

    /** A contest whose further threads are a crew. */
    private record CrewContest(List<Contender> contenders, Crew crew) implements Contest {
        @Override
        public Partner partner() {
            return crew.partner();
        }

        @Override
        public void close() {
            crew.close();
        }
    }
}
