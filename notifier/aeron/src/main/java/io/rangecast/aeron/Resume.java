package io.rangecast.aeron;

import java.util.Arrays;

/**
 * A peer's request to go on with its session over another link: it holds what it held. The credentials are those of its JOIN, as
 * incarnation and session are no secret.
 *
 * @param attempt higher than in all that the peer has sent before
 * @param session the home's number of it
 * @param received how many messages of the home's the peer has received in it
 */
record Resume(long incarnation, long attempt, long session, long received, byte[] credentials) {
    static byte[] message(long incarnation, long attempt, long session, long received, byte[] credentials) {
        byte[] message = new byte[PeerMessage.LENGTH + credentials.length];
        message[PeerMessage.TYPE] = MessageType.RESUME.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        PeerMessage.put(message, PeerMessage.START, incarnation);
        PeerMessage.put(message, PeerMessage.END, attempt);
        PeerMessage.put(message, PeerMessage.WINDOW, session);
        PeerMessage.put(message, PeerMessage.RECEIVED, received);
        System.arraycopy(credentials, 0, message, PeerMessage.LENGTH, credentials.length);
        return message;
    }

    /** Parses a message that is well-formed. */
    static Resume read(byte[] message, int length) {
        return new Resume(
                PeerMessage.get(message, PeerMessage.START),
                PeerMessage.get(message, PeerMessage.END),
                PeerMessage.get(message, PeerMessage.WINDOW),
                PeerMessage.get(message, PeerMessage.RECEIVED),
                Arrays.copyOfRange(message, PeerMessage.LENGTH, length));
    }
}
