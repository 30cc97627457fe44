package io.rangecast.aeron;

/** Where links come from. One thread at a time; nothing waits. */
interface Transport {
    /** Home: a link that a peer has made, or null if none has come. */
    Link accept();

    /** Peer: a new link to the home, which may turn out to be lost. */
    Link connect();

    /** Ends all links. */
    void close();
}
