package io.rangecast.aeron;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** The first message of a peer, which says who it is. */
final class Join {
    private static final String HOST = hostName();

    private Join() {}

    static byte[] message(String segment, long incarnation, long attempt, MirrorOptions options) {
        byte[] name =
                (options.name + " " + ProcessHandle.current().pid() + "@" + HOST).getBytes(StandardCharsets.UTF_8);
        int credentialsAt = PeerMessage.LENGTH + name.length;
        byte[] message = new byte[credentialsAt + options.credentials.length];
        message[PeerMessage.TYPE] = MessageType.JOIN.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        PeerMessage.put(message, PeerMessage.START, incarnation);
        PeerMessage.put(message, PeerMessage.END, attempt);
        PeerMessage.put(message, PeerMessage.OWNER, PeerHome.segmentNumber(segment));
        PeerMessage.put(message, PeerMessage.WINDOW, name.length);
        PeerMessage.flags(message, options.witness == null ? 0 : PeerMessage.HOST);
        System.arraycopy(name, 0, message, PeerMessage.LENGTH, name.length);
        System.arraycopy(options.credentials, 0, message, credentialsAt, options.credentials.length);
        return message;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
