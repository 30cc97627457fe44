package io.rangecast.jmh.remote;

import java.io.IOException;

/** A message to another process behind the change, as caches do that publish; alone, or until its echo has come. */
final class PublishTeller implements Teller {
    private final boolean waits;
    private final LocalDriver driver;
    private final Process peer;
    private final EchoChannel channel;

    PublishTeller(Pace pace, boolean waits) throws IOException {
        this.waits = waits;
        driver = new LocalDriver();
        peer = RemotePeer.start(RemotePeer.Role.ECHO, driver.directory(), pace);
        channel = EchoChannel.caller(driver.directory(), pace);
    }

    @Override
    public void tell() {
        channel.publish();
        if (waits) {
            channel.hearAll();
        } else {
            channel.drain();
        }
    }

    @Override
    public void settle() {
        channel.hearAll();
    }

    @Override
    public void close() {
        RemotePeer.end(peer);
        channel.close();
        driver.close();
    }
}
