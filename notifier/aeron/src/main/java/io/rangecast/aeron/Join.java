package io.rangecast.aeron;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first message of a peer, which says who it is, and that it holds nothing.
 *
 * @param attempt higher than in all that the peer has sent before
 * @param segment the number of its name
 * @param length of the segment, in bytes
 */
record Join(
        long incarnation,
        long attempt,
        long segment,
        long length,
        boolean wantsWitness,
        boolean wantsLease,
        boolean mayResume,
        PeerName name,
        byte[] credentials) {
    private static final int LENGTH_AT = PeerMessage.LENGTH;
    private static final int NAME_AT = LENGTH_AT + Long.BYTES;
    private static final int LONGEST_HOST = 255;

    private static final String HOST = hostName();

    static byte[] message(String segment, long incarnation, long attempt, MirrorOptions options) {
        byte[] name = options.name.getBytes(StandardCharsets.UTF_8);
        byte[] host = HOST.getBytes(StandardCharsets.UTF_8);
        int hostLength = Math.min(host.length, LONGEST_HOST);
        int hostAt = NAME_AT + name.length;
        int credentialsAt = hostAt + hostLength;
        byte[] message = new byte[credentialsAt + options.credentials.length];
        message[PeerMessage.TYPE] = MessageType.JOIN.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        PeerMessage.put(message, PeerMessage.START, incarnation);
        PeerMessage.put(message, PeerMessage.END, attempt);
        PeerMessage.put(message, PeerMessage.OWNER, PeerHome.segmentNumber(segment));
        PeerMessage.put(message, PeerMessage.WINDOW, (long) hostLength << Integer.SIZE | name.length);
        PeerMessage.put(message, PeerMessage.ECHO, ProcessHandle.current().pid());
        PeerMessage.flags(
                message,
                (options.witness == null ? 0 : PeerMessage.HOST)
                        | (options.lease ? PeerMessage.LEASE : 0)
                        | (options.resume ? PeerMessage.RESUME : 0));
        PeerMessage.put(message, LENGTH_AT, options.length);
        System.arraycopy(name, 0, message, NAME_AT, name.length);
        System.arraycopy(host, 0, message, hostAt, hostLength);
        System.arraycopy(options.credentials, 0, message, credentialsAt, options.credentials.length);
        return message;
    }

    /** Parses a message that is well-formed, but for the lengths within; returns null if these are wrong. */
    static Join read(byte[] message, int length) {
        int nameLength = (int) PeerMessage.get(message, PeerMessage.WINDOW);
        int hostLength = (int) (PeerMessage.get(message, PeerMessage.WINDOW) >>> Integer.SIZE);
        if (nameLength < 0 || nameLength > length || hostLength < 0 || hostLength > length) {
            return null;
        }
        int hostAt = NAME_AT + nameLength;
        int credentialsAt = hostAt + hostLength;
        if (credentialsAt > length) {
            return null;
        }
        return new Join(
                PeerMessage.get(message, PeerMessage.START),
                PeerMessage.get(message, PeerMessage.END),
                PeerMessage.get(message, PeerMessage.OWNER),
                PeerMessage.get(message, LENGTH_AT),
                (PeerMessage.flags(message) & PeerMessage.HOST) != 0,
                (PeerMessage.flags(message) & PeerMessage.LEASE) != 0,
                (PeerMessage.flags(message) & PeerMessage.RESUME) != 0,
                new PeerName(
                        new String(message, NAME_AT, nameLength, StandardCharsets.UTF_8),
                        PeerMessage.get(message, PeerMessage.ECHO),
                        new String(message, hostAt, hostLength, StandardCharsets.UTF_8)),
                Arrays.copyOfRange(message, credentialsAt, length));
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
