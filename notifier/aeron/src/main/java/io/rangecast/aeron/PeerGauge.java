package io.rangecast.aeron;

/** What tools of the transport show of one peer. The home's agent only; nothing waits. */
interface PeerGauge {
    /** Of a transport that has no tools. */
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
