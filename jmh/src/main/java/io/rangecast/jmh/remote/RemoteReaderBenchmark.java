package io.rangecast.jmh.remote;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Subscriber;
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
 * What a reader pays in a process that is a peer, whose home is a JVM of its own, beside what it pays in a process that is on its
 * own: a read under a guard, a read in a section, and a poll that finds nothing. Nothing is changed meanwhile; agents of home and
 * peer look every few dozen microseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RemoteReaderBenchmark {
    /** Whose space it is. */
    public enum Place {
        /** That of a process on its own. */
        PROCESS,
        /** That of a mirror. */
        PEER
    }

    /** Where the reader is. */
    @Param
    public Place place;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(64);
    private final ReaderGroup group = new ReaderGroup("readers");
    private final Subscriber subscriber = new Subscriber("poller", record -> {});
    private RemoteMirror remote;
    private Subscription guard;
    private Subscription inGroup;

    /** Starts what is needed, and waits until readers may begin. */
    @Setup
    public void start() throws IOException {
        AddressSpace space = place == Place.PEER ? mirroredSpace() : new AddressSpace();
        guard = space.guard(0, RemotePeer.PAGE);
        inGroup = space.subscribe(0, RemotePeer.PAGE, group);
        subscriber.attach();
        space.subscribe(0, RemotePeer.PAGE, subscriber);
        Invalidator producer = space.newInvalidator("producer"); // whom the subscriber has met, in either place
        InvalidationRange range = new InvalidationRange().init(space, 0, RemotePeer.PAGE);
        producer.publish(range);
        subscriber.poll(16);
        producer.invalidateRangeEnd(range);
        guard.readBegin();
        inGroup.readBegin();
    }

    private AddressSpace mirroredSpace() throws IOException {
        remote = new RemoteMirror(false, Pace.of(Idle.PARK));
        return remote.mirror().space();
    }

    /**
     * A read under a guard.
     *
     * @return what was read, or -1 if there was a window
     */
    @Benchmark
    public long guardedRead() {
        long seen = guard.tryReadBegin();
        long value = memory.getLong(8);
        return guard.readRetry(seen) ? -1 : value;
    }

    /**
     * A read in a section.
     *
     * @return what was read, or -1 if there was a window
     */
    @Benchmark
    public long section() {
        long section = group.enter();
        long seen = inGroup.tryReadBegin();
        long value = seen == Subscription.BUSY ? -1 : memory.getLong(8);
        group.exit(section);
        return value;
    }

    /**
     * A poll that finds nothing.
     *
     * @return 0
     */
    @Benchmark
    public int poll() {
        return subscriber.poll(16);
    }

    /** Ends all that was started. */
    @TearDown
    public void end() {
        if (remote != null) {
            remote.close();
        }
    }
}
