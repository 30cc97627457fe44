package io.rangecast.aeron;

/** Counts of one peer for tools of the transport. The home's agent only; nothing waits. */
interface PeerGauge {
    /** The gauge of a transport that has no tools. */
    PeerGauge NONE = new PeerGauge() {
        @Override
        public void show(long starts, long acknowledged, long sessions) {}

        @Override
        public void close() {}
    };

    void show(long starts, long acknowledged, long sessions);

    /** The peer is gone. */
    void close();
}
