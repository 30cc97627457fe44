package io.rangecast.aeron;

/** Where links come from. One thread at a time; nothing waits. */
interface Transport {
    /** Home: a link that a peer has made, or null if none has come. */
    Link accept();

    /** Peer: a new link to the home, which may turn out to be lost; null if none can be made now. */
    Link connect();

    /** Home: where to show how a peer is doing. */
    default PeerGauge gauge(String peer) {
        return PeerGauge.NONE;
    }

    /** Ends all links. */
    void close();
}
