package io.rangecast.jmh.compare.memory;

import static io.rangecast.jmh.rivals.memory.MemoryKind.ALLOCATING_ARENA;
import static io.rangecast.jmh.rivals.memory.MemoryKind.ARENA;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.Leases;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import io.rangecast.jmh.rivals.memory.SeenFlagMemory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;

/** How long it takes to revoke segments from those who have leased them, against closing shared arenas. JDK 22 or newer. */
public final class SegmentLeases {
    private static final String LEASE = "segment lease";
    private static final String LEASE_ALONE = "lease, not revoked";
    private static final String CONFINED = "confined, not revoked";
    private static final String CONFINED_IN_TURNS = "confined, in turns";
    private static final int IDLE = 1_000;

    private SegmentLeases() {}

    /** None on older JDKs. */
    public static List<Experiment> experiments() {
        return Leases.areAvailable()
                ? List.of(experiment(1, 0), experiment(2, 0), experiment(4, 0), experiment(1, IDLE))
                : List.of();
    }

    private static Experiment experiment(int readers, int idle) {
        String name = "revoke-segment-" + (idle == 0 ? "" : "idle-") + readers;
        String who = Names.count(readers, "reader") + (idle == 0 ? "" : ", " + idle + " idle threads");
        List<Question> questions = List.of(
                latency(name, "p50", who, 0.05),
                latency(name, "p99", who, Double.NaN),
                Question.of(
                                name + "-reads",
                                who + ", revoked up to 16,000 times a second",
                                "reads per second of all readers",
                                Better.HIGHER,
                                LEASE)
                        .against(CONFINED_IN_TURNS, 0.95)
                        .against(CONFINED)
                        .against(ARENA.label()),
                Question.of(
                                name + "-reads-alone",
                                who + ", not revoked: what polls and looks at the lease cost",
                                "reads per second of all readers",
                                Better.HIGHER,
                                LEASE_ALONE)
                        .against(CONFINED, 0.95));
        return MemoryFlags.add(new Experiment(name, questions, List.of(), seed -> contest(readers, idle)));
    }

    private static Question latency(String name, String percentile, String who, double required) {
        return Question.of(
                        name + "-" + percentile,
                        percentile + ", " + who + ", a poll for 16 reads",
                        "us until nobody can use the memory",
                        Better.LOWER,
                        LEASE)
                .against(ARENA.label(), required)
                .against(ALLOCATING_ARENA.label(), required)
                .against(SeenFlagMemory.LABEL);
    }

    private static Contest contest(int readers, int idle) {
        Crew crew = new Crew(readers);
        List<Contender> contenders = List.of(
                contender(LEASE, Leases::leased, true, readers, crew),
                contender(ARENA.label(), ARENA::open, true, readers, crew),
                contender(ALLOCATING_ARENA.label(), ALLOCATING_ARENA::open, true, readers, crew),
                contender(SeenFlagMemory.LABEL, SeenFlagMemory::new, true, readers, crew),
                contender(CONFINED_IN_TURNS, Leases::confinedInTurns, true, readers, crew),
                contender(LEASE_ALONE, Leases::leased, false, readers, crew),
                contender(CONFINED, Leases::confined, false, readers, crew));
        return new BesideIdle(contenders, crew, new IdleThreads(idle));
    }

    /** In the order of the questions. */
    private static Contender contender(
            String name, Function<ByteBuffer, RevocableMemory> open, boolean revokes, int readers, Crew crew) {
        Blocks blocks = new Blocks(!name.equals(CONFINED_IN_TURNS));
        RevocableMemory memory = open.apply(blocks.current());
        return new InOrder(
                new Revoking(name, memory, revokes, blocks, readers, crew),
                new Revoking(name, memory, revokes, blocks, 1, crew));
    }

    /**
     * Two percentiles, and the rate for both questions that ask for it. Warms up beside one reader: with more threads than
     * processors a revocation may take as long as the scheduler's slices, and few would be compiled.
     */
    private record InOrder(Contender all, Contender besideOne) implements Contender {
        @Override
        public String name() {
            return all.name();
        }

        @Override
        public double[] sample(int round, long nanos) {
            double[] values = all.sample(round, nanos);
            return new double[] {values[0], values[1], values[3], values[3]};
        }

        @Override
        public void useOtherwise(int round, long nanos) {
            besideOne.useOtherwise(round, nanos);
        }
    }

    /** Threads that wait, and have nothing to do with it. */
    private static final class IdleThreads {
        private final CountDownLatch over = new CountDownLatch(1);

        IdleThreads(int count) {
            Stream.generate(() -> new Thread(this::await, "idle")).limit(count).forEach(thread -> {
                thread.setDaemon(true);
                thread.start();
            });
        }

        private void await() {
            try {
                over.await();
            } catch (InterruptedException end) {
                Thread.currentThread().interrupt();
            }
        }

        void end() {
            over.countDown();
        }
    }

    private record BesideIdle(List<Contender> contenders, Crew crew, IdleThreads idle) implements Contest {
        @Override
        public Partner partner() {
            return crew.partner();
        }

        @Override
        public void close() {
            idle.end();
            crew.close();
        }
    }
}
