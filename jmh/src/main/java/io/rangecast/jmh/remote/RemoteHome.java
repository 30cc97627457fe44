package io.rangecast.jmh.remote;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.PeerHome;
import io.rangecast.notifier.AddressSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.AgentRunner;

/** A home in another process, which changes nothing. */
final class RemoteHome {
    private RemoteHome() {}

    static Process start(Path driver, Pace pace) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                RemoteHome.class.getName(),
                driver.toString()));
        command.addAll(pace.arguments());
        return new ProcessBuilder(command).inheritIO().start();
    }

    /** Driver's directory, and the pace. */
    public static void main(String[] arguments) {
        RemotePeer.endWithParent();
        AeronTransport transport = AeronTransport.ipc(Path.of(arguments[0]), RemotePeer.STREAM);
        HomeOptions options = new HomeOptions().lease(Duration.ofSeconds(2)); // to peers that ask for it
        PeerHome home = PeerHome.serve(new AddressSpace(), "pages", transport, options);
        Pace pace = Pace.parse(Arrays.asList(arguments).subList(1, arguments.length));
        new AgentRunner(pace.strategy(), Throwable::printStackTrace, null, home).run();
    }
}
