package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.Cover;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import io.rangecast.notifier.Subscription;
import java.io.IOException;
import org.agrona.concurrent.AgentRunner;

/** A mirror of this process, joined and covering a page, with a media driver here and a home that is a JVM of its own. */
public final class RemoteMirror implements AutoCloseable {
    private final LocalDriver driver;
    private final Process home;
    private final AgentRunner agent;
    private final PeerMirror mirror;

    /**
     * Starts the home, and waits until readers may begin here.
     *
     * @param hasLease whether the mirror has one
     * @param pace of the agents of home and mirror
     * @throws IOException if the home cannot be started
     */
    public RemoteMirror(boolean hasLease, Pace pace) throws IOException {
        driver = new LocalDriver();
        home = RemoteHome.start(driver.directory(), pace);
        MirrorOptions options = new MirrorOptions("peer");
        mirror = PeerMirror.join(
                "pages",
                AeronTransport.ipc(driver.directory(), RemotePeer.STREAM),
                hasLease ? options.lease() : options);
        Cover cover = mirror.cover(0, RemotePeer.PAGE);
        agent = new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, mirror);
        AgentRunner.startOnThread(agent);
        while (!cover.isReady()) {
            Thread.yield();
        }
    }

    PeerMirror mirror() {
        return mirror;
    }

    /**
     * For readers of the page.
     *
     * @return a guard of the mirror's space
     */
    public Subscription guard() {
        return mirror.space().guard(0, RemotePeer.PAGE);
    }

    @Override
    public void close() {
        agent.close();
        RemotePeer.end(home);
        driver.close();
    }
}
