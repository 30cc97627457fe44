package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.PeerHome;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.shared.SharedHome;
import io.rangecast.shared.SharedHomeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

/** Tells a peer, a process of its own, which covers the page. */
final class PeerTeller extends StartTeller {
    private final Process peer;
    private final AgentRunner home;
    private final Runnable end;

    private PeerTeller(AddressSpace space, Agent served, Process peer, Pace pace, Runnable end) {
        super(space, pace);
        this.peer = peer;
        this.end = end;
        home = new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, served);
        AgentRunner.startOnThread(home);
        while (space.counters().records() == 0) { // until somebody is hit
            tell();
        }
    }

    static PeerTeller overAeron(Pace pace) throws IOException {
        LocalDriver driver = new LocalDriver();
        AddressSpace space = new AddressSpace();
        AeronTransport transport = AeronTransport.ipc(driver.directory(), RemotePeer.STREAM);
        PeerHome served = PeerHome.serve(space, "pages", transport, new HomeOptions());
        Process peer = RemotePeer.start(RemotePeer.Role.MIRROR, driver.directory(), pace);
        return new PeerTeller(space, served, peer, pace, driver::close);
    }

    static PeerTeller overFile(Pace pace) throws IOException {
        Path folder = Files.createTempDirectory("remote");
        Path file = folder.resolve("memory");
        AddressSpace space = new AddressSpace();
        SharedHome served = SharedHome.serve(space, file, new SharedHomeOptions().peers(1));
        Process peer = RemotePeer.start(RemotePeer.Role.SHARED, file, pace);
        return new PeerTeller(space, served, peer, pace, () -> IoUtil.delete(folder.toFile(), false));
    }

    @Override
    public void close() {
        RemotePeer.end(peer);
        home.close();
        end.run();
    }
}
