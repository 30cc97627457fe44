package io.rangecast.aeron;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The messages between a home and its peers: 64 bytes, little-endian, each field at the same place in all.
 *
 * <pre>
 *  offset  START        ACK                  JOIN             WELCOME            SUBSCRIBE ... UNSUBSCRIBED  END
 *   0      number of the message, 1, 2, ... in its direction of a session
 *   8      start        number of a START    incarnation      home's incarnation start
 *  16      end          those of the 64 next attempt          attempt            end
 *  24      owner                             segment          owner's number
 *  32      session, 0 in JOIN
 *  40      window                            lengths          epoch              cover                       window
 *  48      received     received             process id       peer's incarnation received                     received
 *  56      event (1 byte), type (1), version (1), 0 (1)
 *  60      flags                             HOST, LEASE
 * </pre>
 *
 * <p>Received is the number of the last message that the sender has received, where a session may go on over another link; else 0.
 * RESUME has incarnation and attempt as JOIN, the session at the window, and what its sender has received. RESUMED has the attempt and
 * the peer's incarnation as WELCOME, and what the home has received at the start. Both are numbered 1, and count for no number of the
 * session.
 *
 * <p>RENEW has a time by the peer's clock, in nanoseconds, where the start is, and GRANT that of the RENEW that it answers; at the
 * end it has the length of the lease by the peer's clock.
 *
 * <p>JOIN and RESUME are longer. In JOIN the length of the segment (8 bytes), the peer's name and its host in UTF-8, whose lengths in
 * bytes are the lower and the upper half of the field above, and its credentials follow; in RESUME the credentials. A window is named by the number of the START that
 * has opened it. Fields that are not named are 0.
 */
final class PeerMessage {
    static final int LENGTH = 64;
    static final int MAX_LENGTH = 1024;
    static final byte VERSION = 1;

    /** Flag of JOIN: the peer shows by a socket that it lives. */
    static final int HOST = 1;

    /** Flag of JOIN: the peer renews a lease, and so need not be waited for beyond that. */
    static final int LEASE = 2;

    /** Flag of JOIN: the peer may go on with the session over another link. */
    static final int RESUME = 4;

    /** The event of a window that is for everybody, whatever they have masked out. */
    static final byte EVERY_EVENT = 0x7f;

    static final int NUMBER = 0;
    static final int START = 8;
    static final int END = 16;
    static final int OWNER = 24;
    static final int SESSION = 32;
    static final int WINDOW = 40;
    static final int ECHO = 48;
    static final int RECEIVED = 48;
    static final int EVENT = 56;
    static final int TYPE = 57;
    static final int VERSION_AT = 58;
    static final int FLAGS = 60;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private PeerMessage() {}

    static long get(byte[] message, int field) {
        return (long) LONGS.get(message, field);
    }

    static void put(byte[] message, int field, long value) {
        LONGS.set(message, field, value);
    }

    static int flags(byte[] message) {
        return (int) INTS.get(message, FLAGS);
    }

    static void flags(byte[] message, int flags) {
        INTS.set(message, FLAGS, flags);
    }

    /** Returns the type, or null if there is no such type. */
    static MessageType type(byte[] message) {
        return MessageType.of(message[TYPE]);
    }

    /** Returns whether it may be looked at: long enough, of this version and of a known type. */
    static boolean isWellFormed(byte[] message, int length) {
        return length >= LENGTH && length <= MAX_LENGTH && message[VERSION_AT] == VERSION && type(message) != null;
    }
}
