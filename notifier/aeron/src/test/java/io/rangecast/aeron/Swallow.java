package io.rangecast.aeron;

import java.util.function.BiConsumer;

/**
 * What must not be: one window of the home's that its peer never hears of, and yet is said to have let go of. Heartbeats stand for
 * what is left out, so that no number is missing.
 */
final class Swallow implements BiConsumer<byte[], Boolean> {
    private static final long NONE = 0;

    private long swallowed = NONE;
    private boolean acknowledged;

    @Override
    public void accept(byte[] message, Boolean toHome) {
        MessageType type = PeerMessage.type(message);
        if (type == MessageType.START && swallowed == NONE) {
            swallowed = PeerMessage.get(message, PeerMessage.NUMBER);
            become(MessageType.HEARTBEAT, message);
        } else if (type == MessageType.END && PeerMessage.get(message, PeerMessage.WINDOW) == swallowed) {
            become(MessageType.HEARTBEAT, message);
        } else if (type == MessageType.HEARTBEAT && toHome && swallowed != NONE && !acknowledged) {
            acknowledged = true;
            become(MessageType.ACK, message);
            PeerMessage.put(message, PeerMessage.START, swallowed);
        }
    }

    private static void become(MessageType type, byte[] message) {
        message[PeerMessage.TYPE] = type.number();
    }
}
