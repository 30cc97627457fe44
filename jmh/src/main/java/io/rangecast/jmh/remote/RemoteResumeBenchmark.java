package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.PeerHome;
import io.rangecast.notifier.AddressSpace;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * A peer, a process of its own, is stopped until its driver has ended its links, and goes on: how long it takes until the home has
 * it again and its readers may begin. If it resumes they read what was held; if it joins anew all of that is to be fetched once more,
 * which is not in the time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 20)
@Fork(value = 1, jvmArgsAppend = "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
public class RemoteResumeBenchmark {
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How the peer comes back. */
    public enum Comeback {
        /** With its session, over another link. */
        RESUME(RemotePeer.Role.RESUMING),
        /** As a new one, with nothing. */
        REJOIN(RemotePeer.Role.REJOINING);

        private final RemotePeer.Role role;

        Comeback(RemotePeer.Role role) {
            this.role = role;
        }
    }

    /** How the peer comes back. */
    @Param
    public Comeback comeback;

    private LocalDriver driver;
    private MappedWord comebacks;
    private PeerHome home;
    private AgentRunner agent;
    private Process peer;
    private long before;

    /** Starts home and peer. */
    @Setup
    public void start() throws IOException {
        Pace pace = Pace.of(Idle.PARK);
        driver = new LocalDriver(LIVENESS_NANOS);
        comebacks = new MappedWord(driver.folder().resolve(RemotePeer.COMEBACKS));
        AeronTransport transport = AeronTransport.ipc(driver.directory(), RemotePeer.STREAM);
        home = PeerHome.serve(new AddressSpace(), "pages", transport, new HomeOptions());
        agent = new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, home);
        AgentRunner.startOnThread(agent);
        peer = RemotePeer.start(comeback.role, driver.directory(), pace);
        awaitPeer();
    }

    /** Stops the peer until its links are gone. */
    @Setup(Level.Invocation)
    public void stop() throws IOException, InterruptedException {
        before = comebacks.get();
        signal("STOP");
        while (home.peers().get(0).joined()) {
            Thread.sleep(1);
        }
    }

    /** Has it go on, and waits until its readers may begin again. */
    @Benchmark
    public void comeBack() throws IOException, InterruptedException {
        signal("CONT");
        awaitPeer();
    }

    private void awaitPeer() {
        while (comebacks.get() == before) {
            Thread.yield();
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(peer.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("kill has ended with status " + status);
        }
    }

    /** Ends all that was started. */
    @TearDown
    public void end() {
        RemotePeer.end(peer);
        agent.close();
        driver.close();
    }
}
