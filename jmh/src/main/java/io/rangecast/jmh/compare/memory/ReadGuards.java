package io.rangecast.jmh.compare.memory;

import static io.rangecast.jmh.rivals.memory.ReadGuardKind.ARENA;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.BEGIN_RETRY;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.COUNT;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.NETTY;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.OPTIMISTIC;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.PHASER;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.POLL;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.POLL_PER_16;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.READ_WRITE_LOCK;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.SECTION;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.STAMPED_LOCK;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.TRANSLATE;
import static io.rangecast.jmh.rivals.memory.ReadGuardKind.UNGUARDED;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.ReadGuardKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;

/** What a read costs that is safe from revocation, while nothing is revoked. */
public final class ReadGuards {
    private static final List<ReadGuardKind> CANDIDATES = List.of(BEGIN_RETRY, POLL, POLL_PER_16, TRANSLATE, SECTION);

    private ReadGuards() {}

    public static List<Experiment> experiments() {
        return Stream.of(1, 2)
                .map(threads -> MemoryFlags.add(new Experiment(
                        "guard-" + threads,
                        CANDIDATES.stream()
                                .map(candidate -> question(candidate, threads))
                                .toList(),
                        List.of(),
                        seed -> contest(threads))))
                .toList();
    }

    private static Question question(ReadGuardKind candidate, int threads) {
        boolean pays = threads == 2;
        return Question.of(
                        "guard-" + candidate.label() + "-" + threads,
                        "8 bytes at random in 1 MiB, " + Names.count(threads, "thread"),
                        "ns per read",
                        Better.LOWER,
                        candidate.label())
                .against(UNGUARDED.label(), pays && candidate == BEGIN_RETRY ? 1.2 : Double.NaN)
                .against(COUNT.label(), pays && candidate != SECTION ? 0.15 : Double.NaN)
                .against(NETTY.label(), pays && candidate != SECTION ? 0.15 : Double.NaN)
                .against(READ_WRITE_LOCK.label(), pays ? candidate == SECTION ? 0.2 : 0.05 : Double.NaN)
                .against(STAMPED_LOCK.label())
                .against(OPTIMISTIC.label())
                .against(ARENA.label())
                .against(PHASER.label());
    }

    /** All contenders read one block, with one or two threads. */
    private static Contest contest(int threads) {
        ByteBuffer block = new Blocks().current();
        Partner partner = threads == 1 ? null : new Partner();
        List<Contender> contenders = new ArrayList<>();
        for (ReadGuardKind kind : ReadGuardKind.values()) {
            if (kind.isAvailable()) {
                List<IntToLongFunction> readers =
                        Stream.generate(kind.over(block)).limit(threads).toList();
                contenders.add(new GuardedReads(kind.label(), readers, partner, CANDIDATES.size()));
            }
        }
        return new Ready(contenders, partner);
    }

    private record Ready(List<Contender> contenders, Partner partner) implements Contest {}
}
