package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import io.rangecast.notifier.Subscription;
import io.rangecast.shared.SharedPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

/** The other process: a peer that holds a page, or who echoes. */
final class RemotePeer {
    static final int STREAM = 10;
    static final long PAGE = 4096;

    /** In the driver's directory's parent: how often a peer has come, and let readers begin. */
    static final String COMEBACKS = "comebacks";

    /** What the process is. */
    enum Role {
        MIRROR,
        SHARED,
        ECHO,
        /** A mirror that says in {@link #COMEBACKS} when its readers may begin. */
        REJOINING,
        /** The same, which goes on with its session where it may. */
        RESUMING
    }

    private RemotePeer() {}

    /** At a driver's directory, or a home's file. */
    static Process start(Role role, Path meeting, Pace pace) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                RemotePeer.class.getName(),
                role.name(),
                meeting.toString()));
        command.addAll(pace.arguments());
        return new ProcessBuilder(command).inheritIO().start();
    }

    static void end(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends this process when the one that has started it has ended, however it did: nobody else would end it. */
    static void endWithParent() {
        ProcessHandle.current()
                .parent()
                .orElseThrow()
                .onExit()
                .thenRun(() -> Runtime.getRuntime().halt(1));
    }

    /** Role, driver's directory or home's file, and the pace. */
    public static void main(String[] arguments) {
        endWithParent();
        Role role = Role.valueOf(arguments[0]);
        Path meeting = Path.of(arguments[1]);
        Pace pace = Pace.parse(Arrays.asList(arguments).subList(2, arguments.length));
        switch (role) {
            case MIRROR -> run(mirror(meeting, new MirrorOptions("peer")), pace);
            case SHARED -> run(SharedPeer.join(meeting, "peer", 0, PAGE), pace);
            case ECHO -> EchoChannel.echo(meeting, pace);
            case REJOINING -> comeBack(meeting, new MirrorOptions("peer"), pace);
            case RESUMING -> comeBack(meeting, new MirrorOptions("peer").resume(), pace);
        }
    }

    private static PeerMirror mirror(Path driver, MirrorOptions options) {
        PeerMirror mirror = PeerMirror.join("pages", AeronTransport.ipc(driver, STREAM), options);
        mirror.cover(0, PAGE);
        return mirror;
    }

    private static void run(Agent peer, Pace pace) {
        new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, peer).run();
    }

    private static void comeBack(Path driver, MirrorOptions options, Pace pace) {
        PeerMirror mirror = mirror(driver, options);
        Subscription guard = mirror.space().guard(0, PAGE);
        MappedWord comebacks = new MappedWord(driver.resolveSibling(COMEBACKS));
        AgentRunner.startOnThread(new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, mirror));
        while (true) {
            long times = mirror.status().sessions() + mirror.status().resumed(); // first: then the guard is of that
            if (guard.tryReadBegin() != Subscription.BUSY) {
                comebacks.set(times);
            }
            LockSupport.parkNanos(10_000);
        }
    }
}
