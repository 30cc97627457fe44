package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.jmh.rivals.memory.BeginRetryReads;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.CountedMemory;
import io.rangecast.jmh.rivals.memory.MemoryReader;
import io.rangecast.jmh.rivals.memory.NettyMemory;
import io.rangecast.jmh.rivals.memory.PhaserMemory;
import io.rangecast.jmh.rivals.memory.PlainReads;
import io.rangecast.jmh.rivals.memory.RangecastMemory;
import io.rangecast.jmh.rivals.memory.ReadWriteLockMemory;
import io.rangecast.jmh.rivals.memory.RevocableMemory;
import io.rangecast.jmh.rivals.memory.StampedLockMemory;
import io.rangecast.jmh.rivals.memory.StampedReads;
import io.rangecast.jmh.rivals.memory.TranslatedReads;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What a read costs that is safe from revocation, while nothing is revoked. */
final class ReadGuards {
    private static final String UNGUARDED = "unguarded";
    private static final String BEGIN_RETRY = "begin-retry";
    private static final String POLL = "poll";
    private static final String POLL_PER_16 = "poll-per-16";
    private static final String TRANSLATE = "translate";
    private static final String OPTIMISTIC = "optimistic";
    private static final List<String> CANDIDATES = List.of(BEGIN_RETRY, POLL, POLL_PER_16, TRANSLATE);

    private ReadGuards() {}

    static List<Experiment> experiments() {
        return Stream.of(1, 2)
                .map(threads -> MemoryFlags.add(new Experiment(
                        "guard-" + threads,
                        CANDIDATES.stream()
                                .map(candidate -> question(candidate, threads))
                                .toList(),
                        List.of(),
                        seed -> new GuardContest(threads).open())))
                .toList();
    }

    private static Question question(String candidate, int threads) {
        boolean pays = threads == 2;
        return Question.of(
                        "guard-" + candidate + "-" + threads,
                        "8 bytes at random in 1 MiB, " + threads + " threads",
                        "ns per read",
                        Better.LOWER,
                        candidate)
                .against(UNGUARDED, pays && candidate.equals(BEGIN_RETRY) ? 1.2 : Double.NaN)
                .against(Names.COUNT, pays ? 0.15 : Double.NaN)
                .against(Names.NETTY, pays ? 0.15 : Double.NaN)
                .against(Names.READ_WRITE_LOCK, pays ? 0.05 : Double.NaN)
                .against(Names.STAMPED_LOCK)
                .against(OPTIMISTIC)
                .against(Names.ARENA)
                .against(Names.PHASER);
    }

    /** All contenders read one block, with one or two threads. */
    private static final class GuardContest {
        private final ByteBuffer block = new Blocks().current();
        private final int threads;
        private final Partner partner;
        private final List<Contender> contenders = new ArrayList<>();

        GuardContest(int threads) {
            this.threads = threads;
            partner = threads == 1 ? null : new Partner();
        }

        Contest open() {
            AddressSpace space = new AddressSpace();
            Subscription subscription = space.subscribe(0, Blocks.SIZE, (self, invalidation) -> true);
            StampedLock lock = new StampedLock();
            RangecastMemory polled = new RangecastMemory(block);
            add(UNGUARDED, () -> new PlainReads(block));
            add(BEGIN_RETRY, () -> new BeginRetryReads(subscription, block));
            addSingly(POLL, polled);
            add(POLL_PER_16, () -> batches(polled.newReader()));
            add(TRANSLATE, () -> new TranslatedReads(space, block));
            add(OPTIMISTIC, () -> new StampedReads(lock, block));
            addSingly(Names.STAMPED_LOCK, new StampedLockMemory(block));
            addSingly(Names.READ_WRITE_LOCK, new ReadWriteLockMemory(block));
            addSingly(Names.COUNT, new CountedMemory(block));
            addSingly(Names.NETTY, new NettyMemory(block));
            addSingly(Names.PHASER, new PhaserMemory(block));
            if (ArenaMemory.isAvailable()) {
                addSingly(Names.ARENA, new ArenaMemory(block, false));
            }
            return new Ready(contenders, partner);
        }

        private void addSingly(String name, RevocableMemory memory) {
            add(name, () -> memory.newReader()::readSingly);
        }

        private static IntToLongFunction batches(MemoryReader reader) {
            return reads -> reader.readBatches(reads / MemoryReader.BATCH);
        }

        private void add(String name, Supplier<IntToLongFunction> reader) {
            List<IntToLongFunction> readers =
                    Stream.generate(reader).limit(threads).toList();
            contenders.add(new GuardedReads(name, readers, partner, CANDIDATES.size()));
        }
    }

    private record Ready(List<Contender> contenders, Partner partner) implements Contest {}
}
