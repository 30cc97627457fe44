package io.rangecast.jmh.remote;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.PeerHome;
import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.jmh.rivals.memory.Blocks;
import io.rangecast.jmh.rivals.memory.MemoryReader;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.shared.SharedHome;
import io.rangecast.shared.SharedHomeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
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
 * A start and its end over a page that another process has covered, over {@code aeron:ipc} or through a mapped file, beside those over
 * a page that a thread of this process holds, and beside a message to the other process behind the change, as caches do that publish: with nobody waiting,
 * and until it is known to be heard, up to when others read what has been replaced. And beside a shared arena of this process, which
 * another takes the place of.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RemoteStartBenchmark {
    /** The way to those who are told. */
    public enum Way {
        /** Another process, which lets go before the change. */
        PEER,
        /** The same, through a mapped file. */
        SHARED,
        /** Another process, which hears of the change behind it, some time. */
        PUBLISH,
        /** The same, until that is known. */
        PUBLISH_AND_HEAR,
        /** A thread of this process, which lets go before the change. */
        THREAD,
        /** A thread of this process, which reads by a shared arena: another is made, and this one closed. From JDK 22 on. */
        ARENA;

        /**
         * Whether this JDK has what it takes.
         *
         * @return false for shared arenas before JDK 22
         */
        public boolean isAvailable() {
            return this != ARENA || ArenaMemory.isAvailable();
        }
    }

    /** The way to the reader. */
    @Param
    public Way way;

    /** How agents and threads idle. */
    @Param
    public Idle idle;

    private final AddressSpace space = new AddressSpace();
    private final InvalidationRange range = new InvalidationRange();
    private Invalidator producer;
    private Path folder;
    private MediaDriver driver;
    private AgentRunner home;
    private EchoChannel channel;
    private Process peer;
    private volatile boolean stop;
    private Thread reader;
    private ByteBuffer block;
    private ArenaMemory arena;

    /** Starts what is needed, and waits until it is there. */
    @Setup
    public void start() throws IOException {
        producer = space.newInvalidator("producer", idle.strategy(), TimeUnit.SECONDS.toNanos(20));
        if (way == Way.THREAD) {
            startThread();
            return;
        }
        if (way == Way.ARENA) {
            startArena();
            return;
        }
        folder = Files.createTempDirectory("remote");
        if (way == Way.SHARED) {
            startSharedHome();
            return;
        }
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("driver").toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1)) // it has no part in what is sent over IPC
                .termBufferSparseFile(true)
                .ipcTermBufferLength(1 << 20)
                .dirDeleteOnShutdown(true));
        Path directory = Path.of(driver.aeronDirectoryName());
        peer = RemotePeer.start(directory, way, idle);
        if (way == Way.PEER) {
            startHome(directory);
        } else {
            channel = EchoChannel.caller(directory, idle);
        }
    }

    private void startHome(Path directory) {
        PeerHome served =
                PeerHome.serve(space, "pages", AeronTransport.ipc(directory, RemotePeer.STREAM), new HomeOptions());
        run(served);
    }

    private void startSharedHome() throws IOException {
        Path file = folder.resolve("memory");
        SharedHome served = SharedHome.serve(space, file, new SharedHomeOptions().peers(1));
        peer = RemotePeer.start(file, way, idle);
        run(served);
    }

    private void run(Agent served) {
        home = new AgentRunner(idle.strategy(), Throwable::printStackTrace, null, served);
        AgentRunner.startOnThread(home);
        while (space.counters().records() == 0) { // until somebody is hit
            startAndEnd();
        }
    }

    private void startThread() {
        Subscriber subscriber = new Subscriber("poller", record -> {});
        space.subscribe(0, RemotePeer.PAGE, subscriber);
        reader = new Thread(() -> {
            IdleStrategy between = idle.strategy();
            while (!stop) {
                between.idle(subscriber.poll(16));
            }
            subscriber.close();
        });
        reader.start();
    }

    private void startArena() {
        block = ByteBuffer.allocateDirect(Blocks.SIZE);
        arena = new ArenaMemory(block, false);
        MemoryReader reads = arena.newReader();
        reader = new Thread(() -> {
            IdleStrategy between = idle.strategy();
            while (!stop) {
                reads.readBatches(1);
                between.idle();
            }
        });
        reader.start();
    }

    /** One change, without the change. */
    @Benchmark
    public void tell() {
        switch (way) {
            case PEER, SHARED, THREAD -> startAndEnd();
            case ARENA -> {
                arena.prepare(block);
                arena.revoke();
            }
            case PUBLISH -> {
                channel.publish();
                channel.drain();
            }
            case PUBLISH_AND_HEAR -> {
                channel.publish();
                channel.hear();
            }
        }
    }

    private void startAndEnd() {
        range.init(space, 0, RemotePeer.PAGE);
        if (producer.invalidateRangeStart(range) != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(producer.describeLaggards(range));
        }
        producer.invalidateRangeEnd(range);
    }

    /** Ends all that was started. */
    @TearDown
    public void end() throws InterruptedException, IOException {
        stop = true;
        if (reader != null) {
            reader.join();
            return;
        }
        peer.destroyForcibly().waitFor();
        if (home != null) {
            home.close();
        }
        if (channel != null) {
            channel.close();
        }
        if (driver != null) {
            driver.close();
        }
        IoUtil.delete(folder.toFile(), false);
    }
}
