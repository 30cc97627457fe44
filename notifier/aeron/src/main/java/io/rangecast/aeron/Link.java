package io.rangecast.aeron;

/**
 * A way to one other process and back, for as long as both stay on it: what was sent over another link does not arrive here,
 * though the protocol does not rely on that. Messages arrive in order, as long as none is lost; the protocol notices what is
 * missing or comes twice. One thread at a time. Nothing here waits.
 */
interface Link {
    /** One that is lost. */
    Link NOWHERE = new Link() {
        @Override
        public boolean offer(byte[] message, int length) {
            return false;
        }

        @Override
        public int poll(Handler handler, int limit) {
            return 0;
        }

        @Override
        public boolean isLost() {
            return true;
        }

        @Override
        public void close() {}
    };

    /** Takes a message that has come. The array is the link's, and holds more than the message. */
    @FunctionalInterface
    interface Handler {
        void onMessage(byte[] message, int length);
    }

    /** False if it cannot be sent now; it may be tried again, unless the link {@linkplain #isLost is lost}. */
    boolean offer(byte[] message, int length);

    /** Hands over messages, and returns how many. */
    int poll(Handler handler, int limit);

    /** Returns whether nothing more comes, or can be sent. That says nothing about what the other process holds. */
    boolean isLost();

    /** Lets the other side find the link lost, some time. */
    void close();
}
