package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import io.rangecast.shared.SharedPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

/** The other process: a peer that holds a page, or who echoes. */
final class RemotePeer {
    static final int STREAM = 10;
    static final long PAGE = 4096;

    private RemotePeer() {}

    static Process start(Path meeting, RemoteStartBenchmark.Way way, Idle idle) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RemotePeer.class.getName(),
                        meeting.toString(),
                        way.name(),
                        idle.name()))
                .inheritIO()
                .start();
    }

    /** Driver's directory or home's file, way, and how it idles. */
    public static void main(String[] arguments) {
        Path meeting = Path.of(arguments[0]);
        Idle idle = Idle.valueOf(arguments[2]);
        switch (RemoteStartBenchmark.Way.valueOf(arguments[1])) {
            case PEER -> run(mirror(meeting), idle);
            case SHARED -> run(SharedPeer.join(meeting, "peer", 0, PAGE), idle);
            default -> EchoChannel.echo(meeting, idle);
        }
    }

    private static PeerMirror mirror(Path driver) {
        PeerMirror mirror = PeerMirror.join("pages", AeronTransport.ipc(driver, STREAM), new MirrorOptions("peer"));
        mirror.cover(0, PAGE);
        return mirror;
    }

    private static void run(Agent peer, Idle idle) {
        new AgentRunner(idle.strategy(), Throwable::printStackTrace, null, peer).run();
    }
}
