package io.rangecast.jmh.remote;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;

/** Tells a thread of this process that holds the page from poll to poll. */
final class ThreadTeller extends StartTeller {
    private final ReaderThread reader;

    ThreadTeller(Pace pace) {
        super(new AddressSpace(), pace);
        Subscriber subscriber = new Subscriber("poller", record -> {});
        space.subscribe(0, RemotePeer.PAGE, subscriber);
        reader = new ReaderThread(pace, () -> subscriber.poll(16), subscriber::close);
    }

    @Override
    public void close() {
        reader.close();
    }
}
