package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;

/** Makes for each link a subscription to the home's answers, and a publication that says which it is. */
final class AeronPeerTransport implements Transport {
    private final AeronTransport settings;
    private Aeron aeron;

    AeronPeerTransport(AeronTransport settings) {
        this.settings = settings;
    }

    @Override
    public Link accept() {
        return null;
    }

    @Override
    public Link connect() {
        if (aeron == null || aeron.isClosed()) {
            aeron = settings.tryConnect();
        }
        try {
            return aeron == null ? null : new Connected(aeron);
        } catch (AeronException ending) { // it is not closed yet: a new one will be
            return null;
        }
    }

    private final class Connected extends AeronLink {
        private final Aeron client;
        private final long answers;
        private long requests = Aeron.NULL_VALUE;
        private Subscription subscription;
        private ExclusivePublication publication;
        private Image image;

        Connected(Aeron client) {
            this.client = client;
            this.answers = client.asyncAddSubscription(settings.responses(), settings.responseStream());
        }

        /** The first, and only: another would be of another home. */
        @Override
        Image image() {
            if (image == null && subscription != null && subscription.imageCount() > 0) {
                image = subscription.imageAtIndex(0);
            }
            return image;
        }

        @Override
        ExclusivePublication publication() {
            if (subscription == null) {
                subscription = client.getSubscription(answers);
            } else if (requests == Aeron.NULL_VALUE) {
                requests = client.asyncAddExclusivePublication(
                        settings.requests()
                                + (settings.requests().indexOf('?') < 0 ? "?" : "|")
                                + "response-correlation-id=" + subscription.registrationId(),
                        settings.requestStream());
            } else if (publication == null) {
                publication = client.getExclusivePublication(requests);
            }
            return publication;
        }

        @Override
        void release() {
            if (requests != Aeron.NULL_VALUE) {
                client.asyncRemovePublication(requests);
            }
            client.asyncRemoveSubscription(answers);
        }

        @Override
        Aeron aeron() {
            return client;
        }
    }

    @Override
    public void close() {
        if (aeron != null) {
            aeron.close();
        }
    }
}
