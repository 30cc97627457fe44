package io.rangecast.aeron;

/** Makes and accepts links. One thread at a time; nothing waits. */
interface Transport {
    /** Returns, at a home, a link that a peer has made, or null if none has come. */
    Link accept();

    /** Returns, at a peer, a new link to the home, which may turn out to be lost; null if none can be made now. */
    Link connect();

    /** Returns, at a home, where to show how a peer is doing. */
    default PeerGauge gauge(String peer) {
        return PeerGauge.NONE;
    }

    /** Ends all links. */
    void close();
}
