package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.AgentRunner;

/** The other process: a mirror that covers a page, or who echoes. */
final class RemotePeer {
    static final int STREAM = 10;
    static final long PAGE = 4096;

    private RemotePeer() {}

    static Process start(Path driver, RemoteStartBenchmark.Way way, Idle idle) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RemotePeer.class.getName(),
                        driver.toString(),
                        way.name(),
                        idle.name()))
                .inheritIO()
                .start();
    }

    /** Driver's directory, way, and how it idles. */
    public static void main(String[] arguments) {
        Path driver = Path.of(arguments[0]);
        Idle idle = Idle.valueOf(arguments[2]);
        if (arguments[1].equals(RemoteStartBenchmark.Way.PEER.name())) {
            PeerMirror mirror = PeerMirror.join("pages", AeronTransport.ipc(driver, STREAM), new MirrorOptions("peer"));
            mirror.cover(0, PAGE);
            new AgentRunner(idle.strategy(), Throwable::printStackTrace, null, mirror).run();
        } else {
            EchoChannel.echo(driver, idle);
        }
    }
}
