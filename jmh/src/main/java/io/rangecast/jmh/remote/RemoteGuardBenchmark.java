package io.rangecast.jmh.remote;

import io.rangecast.aeron.MirrorGuard;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a read under a guard costs, and a hit of what was kept under one: in a process on its own, in a peer, and in a peer with a
 * lease, which looks at a clock. Nothing is changed meanwhile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RemoteGuardBenchmark {
    /** Whose guard it is. */
    public enum Place {
        /** A space's, in a process on its own. */
        PROCESS,
        /** A mirror's. */
        PEER,
        /** A mirror's that has a lease. */
        LEASED_PEER
    }

    /** One of them in each run, so that it is called as if there were no other. */
    private interface Guard {
        long tryReadBegin();

        boolean readRetry(long seen);
    }

    private record OfSpace(Subscription guard) implements Guard {
        @Override
        public long tryReadBegin() {
            return guard.tryReadBegin();
        }

        @Override
        public boolean readRetry(long seen) {
            return guard.readRetry(seen);
        }
    }

    private record OfMirror(MirrorGuard guard) implements Guard {
        @Override
        public long tryReadBegin() {
            return guard.tryReadBegin();
        }

        @Override
        public boolean readRetry(long seen) {
            return guard.readRetry(seen);
        }
    }

    /** Where the reader is. */
    @Param
    public Place place;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(64);
    private RemoteMirror remote;
    private Guard guard;
    private long kept;

    /** Starts what is needed, and waits until readers may begin. */
    @Setup
    public void start() throws IOException {
        if (place == Place.PROCESS) {
            guard = new OfSpace(new AddressSpace().guard(0, RemotePeer.PAGE));
        } else {
            remote = new RemoteMirror(place == Place.LEASED_PEER, Pace.of(Idle.PARK));
            guard = new OfMirror(remote.mirror().guard(0, RemotePeer.PAGE));
        }
        do {
            kept = guard.tryReadBegin();
        } while (kept == Subscription.BUSY); // until there is a lease
    }

    /**
     * Begin, read, retry.
     *
     * @return what was read, or -1 if there was a window
     */
    @Benchmark
    public long read() {
        long seen = guard.tryReadBegin();
        long value = memory.getLong(8);
        return guard.readRetry(seen) ? -1 : value;
    }

    /**
     * Whether what was kept is still good.
     *
     * @return false
     */
    @Benchmark
    public boolean hit() {
        return guard.readRetry(kept);
    }

    /** Ends all that was started. */
    @TearDown
    public void end() {
        if (remote != null) {
            remote.close();
        }
    }
}
