package io.rangecast.jmh.compare.remote;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.remote.Idle;
import io.rangecast.jmh.remote.MappedWord;
import io.rangecast.jmh.remote.Pace;
import io.rangecast.jmh.remote.RemoteMirror;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a read under a guard costs in a peer, whose agents are under way meanwhile, against one in a process on its own; and against
 * one in a space on its own beside those agents, which tells what is theirs and what is the space's.
 */
public final class RemoteReads {
    private static final String AT_A_PEER = "in a peer";
    private static final String ON_ITS_OWN = "in a process alone";
    private static final String BESIDE = "the same, beside it";
    private static final int QUERIES = 1 << 14;
    private static final long PAGE = 4096;

    private RemoteReads() {}

    public static List<Experiment> experiments() {
        Question question = Question.of(
                        "remote-read",
                        "one thread, nothing changes",
                        "ns for begin, read and retry",
                        Better.LOWER,
                        AT_A_PEER)
                .against(ON_ITS_OWN)
                .against(BESIDE);
        return List.of(Experiment.of(question, seed -> contest())
                .withJvmArgs("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"));
    }

    private static Contest contest() {
        try {
            Path file = Files.createTempFile("turn", "");
            MappedWord turn = new MappedWord(file);
            turn.set(1);
            RemoteMirror mirror = new RemoteMirror(false, Pace.inTurn(Idle.PARK, turn, 1));
            List<Contender> contenders = List.of(
                    new Reading(AT_A_PEER, mirror.guard(), turn, 1),
                    new Reading(ON_ITS_OWN, new AddressSpace().guard(0, PAGE), turn, 0),
                    new Reading(BESIDE, new AddressSpace().guard(0, PAGE), turn, 1));
            return new BesideMirror(contenders, mirror, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads in the turn that is its own: so the mirror's agents are under way while the peer reads, and else hardly. */
    private record Reading(Contender reader, MappedWord turn, int number) implements Contender {
        Reading(String name, Subscription guard, MappedWord turn, int number) {
            this(new BlockSampler(name, reads(guard), new long[QUERIES / Block.QUERIES]), turn, number);
        }

        /** The sum of what was read, all of it 0; a read that has to be tried again counts as 1. */
        private static Block reads(Subscription guard) {
            ByteBuffer memory = ByteBuffer.allocateDirect(64);
            return (from, to) -> {
                long sum = 0;
                for (int i = from; i < to; i++) {
                    long seen = guard.tryReadBegin();
                    long value = memory.getLong(8);
                    sum += guard.readRetry(seen) ? 1 : value;
                }
                return sum;
            };
        }

        @Override
        public String name() {
            return reader.name();
        }

        @Override
        public double[] sample(int round, long nanos) {
            turn.set(number);
            return reader.sample(round, nanos);
        }
    }

    private record BesideMirror(List<Contender> contenders, RemoteMirror mirror, Path turn) implements Contest {
        @Override
        public void close() {
            mirror.close();
            turn.toFile().delete();
        }
    }
}
