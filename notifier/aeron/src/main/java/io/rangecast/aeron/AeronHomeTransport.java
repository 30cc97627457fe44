package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.exceptions.AeronException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A subscription to which all peers write: each image of it is a peer's link, answered by a publication of its own. */
final class AeronHomeTransport implements Transport {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AeronTransport settings;
    private Queue<Image> images;
    private Aeron aeron;

    private long triedAt;

    AeronHomeTransport(AeronTransport settings) {
        this.settings = settings;
        open(settings.connect());
    }

    /** The publication that nobody hears holds the port from which answers come. */
    private void open(Aeron client) {
        Queue<Image> arrived = new ConcurrentLinkedQueue<>();
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
            tryOpen();
        }
        Image image = aeron.isClosed() ? null : images.poll();
        try {
            return image == null ? null : new Accepted(aeron, image);
        } catch (AeronException ending) { // the image is gone with its client
            return null;
        }
    }

    private void tryOpen() {
        long now = System.nanoTime();
        if (now - triedAt >= PAUSE_NANOS) {
            triedAt = now;
            Aeron client = settings.tryConnect();
            if (client != null) {
                open(client);
            }
        }
    }

    @Override
    public PeerGauge gauge(String peer) {
        return new AeronGauge(() -> aeron, peer);
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
