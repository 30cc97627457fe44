package io.rangecast.jmh.remote;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.Cover;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A mirror of this process, joined and covering a page, with a media driver here and a home that is a JVM of its own. */
final class RemoteMirror implements AutoCloseable {
    private final Path folder;
    private final MediaDriver driver;
    private final Process home;
    private final AgentRunner agent;
    private final PeerMirror mirror;

    RemoteMirror(boolean hasLease) throws IOException {
        folder = Files.createTempDirectory("remote");
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("driver").toString())
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1))
                .termBufferSparseFile(true)
                .ipcTermBufferLength(1 << 20)
                .dirDeleteOnShutdown(true));
        Path directory = Path.of(driver.aeronDirectoryName());
        home = RemoteHome.start(directory);
        MirrorOptions options = new MirrorOptions("peer");
        mirror = PeerMirror.join(
                "pages", AeronTransport.ipc(directory, RemotePeer.STREAM), hasLease ? options.lease() : options);
        Cover cover = mirror.cover(0, RemotePeer.PAGE);
        agent = new AgentRunner(Idle.PARK.strategy(), Throwable::printStackTrace, null, mirror);
        AgentRunner.startOnThread(agent);
        while (!cover.isReady()) {
            Thread.yield();
        }
    }

    PeerMirror mirror() {
        return mirror;
    }

    @Override
    public void close() throws IOException {
        agent.close();
        try {
            home.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        driver.close();
        Files.delete(folder);
    }
}
