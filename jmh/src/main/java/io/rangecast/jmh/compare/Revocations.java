package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.CountedMemory;
import io.rangecast.jmh.rivals.memory.NettyMemory;
import io.rangecast.jmh.rivals.memory.PhaserMemory;
import io.rangecast.jmh.rivals.memory.RangecastMemory;
import io.rangecast.jmh.rivals.memory.ReadWriteLockMemory;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import io.rangecast.jmh.rivals.memory.StampedLockMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How long it takes to revoke memory that others read, and what the readers lose. */
final class Revocations {
    /** One reader only: of more, nobody knows which of them the system lets run when nothing wakes it. */
    private static final String NOT_REVOKED = "not revoked";

    private Revocations() {}

    static List<Experiment> experiments() {
        return List.of(experiment(1, 0.03, 2.5), experiment(2, 0.2, Double.NaN), experiment(4, Double.NaN, Double.NaN));
    }

    private static Experiment experiment(int readers, double latency, double rate) {
        Question reads = Question.of(
                        "revoke-reads-" + readers,
                        readers + " readers, revoked up to 16,000 times a second",
                        "reads per second of all readers",
                        Better.HIGHER,
                        Names.RANGECAST)
                .against(Names.ARENA, rate)
                .against(Names.ALLOCATING_ARENA, rate);
        List<Question> questions = List.of(
                latency("p50", readers).against(Names.ARENA, latency).against(Names.ALLOCATING_ARENA),
                latency("p99", readers).against(Names.ARENA).against(Names.ALLOCATING_ARENA),
                latency("p999", readers).against(Names.ARENA).against(Names.ALLOCATING_ARENA),
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
                percentile + ", " + readers + " readers, a guard for 16 reads",
                "us until nobody can use the memory",
                Better.LOWER,
                Names.RANGECAST);
    }

    private static Question againstOthers(Question question) {
        return question.against(Names.READ_WRITE_LOCK)
                .against(Names.STAMPED_LOCK)
                .against(Names.COUNT)
                .against(Names.NETTY)
                .against(Names.PHASER);
    }

    private static Contest contest(int readers) {
        Crew crew = new Crew(readers);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(revoking(Names.RANGECAST, RangecastMemory::new, true, readers, crew));
        if (readers == 1) {
            contenders.add(revoking(NOT_REVOKED, RangecastMemory::new, false, readers, crew));
        }
        if (ArenaMemory.isAvailable()) {
            contenders.add(revoking(Names.ARENA, block -> new ArenaMemory(block, false), true, readers, crew));
            contenders.add(
                    revoking(Names.ALLOCATING_ARENA, block -> new ArenaMemory(block, true), true, readers, crew));
        }
        contenders.add(revoking(Names.READ_WRITE_LOCK, ReadWriteLockMemory::new, true, readers, crew));
        contenders.add(revoking(Names.STAMPED_LOCK, StampedLockMemory::new, true, readers, crew));
        contenders.add(revoking(Names.COUNT, CountedMemory::new, true, readers, crew));
        contenders.add(revoking(Names.NETTY, NettyMemory::new, true, readers, crew));
        contenders.add(revoking(Names.PHASER, PhaserMemory::new, true, readers, crew));
        return new CrewContest(contenders, crew);
    }

    private static Contender revoking(
            String name, Function<ByteBuffer, RevocableMemory> memory, boolean revokes, int readers, Crew crew) {
        Blocks blocks = new Blocks();
        return new Revoking(name, memory.apply(blocks.current()), revokes, blocks, readers, crew);
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
