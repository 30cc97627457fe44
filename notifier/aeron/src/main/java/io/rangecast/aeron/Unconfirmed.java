package io.rangecast.aeron;

import java.util.ArrayDeque;

/**
 * Messages that were sent in a session, and that the other side has not said to have received: the last so many, in order. One thread.
 */
final class Unconfirmed {
    /** 64 KiB. A peer that falls further behind joins anew. */
    static final int MOST = 1024;

    private final ArrayDeque<byte[]> messages = new ArrayDeque<>(MOST + 1); // grows no more

    /** Once, though it may be sent twice if an error strikes. The oldest is given away if there are too many: returns it, or null. */
    byte[] add(byte[] message) {
        if (messages.peekLast() != message) {
            messages.add(message);
        }
        return messages.size() > MOST ? messages.poll() : null;
    }

    /** One that is received: to be asked again until it is null. */
    byte[] pollUpTo(long received) {
        byte[] oldest = messages.peek();
        return oldest != null && number(oldest) <= received ? messages.poll() : null;
    }

    /** The number of the oldest, or another if there is none. */
    long oldestOr(long none) {
        byte[] oldest = messages.peek();
        return oldest == null ? none : number(oldest);
    }

    /** All go before what waits to be sent, once each, though an error may strike and this is called again. */
    void moveInFrontOf(ArrayDeque<byte[]> outbox) {
        for (byte[] last = messages.peekLast(); last != null; last = messages.peekLast()) {
            if (outbox.peekFirst() != last) {
                outbox.addFirst(last);
            }
            messages.removeLast();
        }
    }

    static long number(byte[] message) {
        return PeerMessage.get(message, PeerMessage.NUMBER);
    }
}
