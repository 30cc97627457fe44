package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A subscription to which all peers write: each image of it is a peer's link, answered by a publication of its own. */
final class AeronHomeTransport implements Transport {
    private final AeronTransport settings;
    private Queue<Image> images;
    private Aeron aeron;

    AeronHomeTransport(AeronTransport settings) {
        this.settings = settings;
        open();
    }

    /** The publication that nobody hears holds the port from which answers come. */
    private void open() {
        Queue<Image> arrived = new ConcurrentLinkedQueue<>();
        Aeron client = settings.connect();
        boolean isOpen = false;
        try {
            if (settings.responses().startsWith("aeron:udp")) {
                client.addExclusivePublication(
                        settings.responses() + "|response-correlation-id=prototype", settings.responseStream());
            }
            client.addSubscription(settings.requests(), settings.requestStream(), arrived::add, image -> {});
            isOpen = true;
        } finally {
            if (!isOpen) {
                client.close();
            }
        }
        aeron = client;
        images = arrived;
    }

    @Override
    public Link accept() {
        if (aeron.isClosed()) { // the driver has gone, and all links with it
            open();
        }
        Image image = images.poll();
        return image == null ? null : new Accepted(aeron, image);
    }

    private final class Accepted extends AeronLink {
        private final Aeron client;
        private final Image image;
        private final long registration;
        private ExclusivePublication publication;

        Accepted(Aeron client, Image image) {
            this.client = client;
            this.image = image;
            this.registration = client.asyncAddExclusivePublication(
                    settings.responses() + "|response-correlation-id=" + image.correlationId(),
                    settings.responseStream());
        }

        @Override
        Image image() {
            return image;
        }

        @Override
        ExclusivePublication publication() {
            if (publication == null) {
                publication = client.getExclusivePublication(registration);
            }
            return publication;
        }

        @Override
        void release() {
            client.asyncRemovePublication(registration);
        }

        @Override
        Aeron aeron() {
            return client;
        }
    }

    @Override
    public Link connect() {
        throw new IllegalStateException("a home waits for peers");
    }

    @Override
    public void close() {
        aeron.close();
    }
}
