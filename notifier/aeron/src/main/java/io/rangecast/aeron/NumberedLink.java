package io.rangecast.aeron;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A link whose messages are numbered in each direction, and belong to a session. It notices what is lost, drops what is
 * foreign or has come before, and keeps what cannot be sent yet. One thread.
 *
 * <p>A message counts as received when its receiver has returned: one that throws loses the link.
 */
final class NumberedLink {
    /** Takes a message that is next in its session. */
    @FunctionalInterface
    interface Receiver {
        void on(MessageType type, byte[] message, int length);
    }

    private final Link link;
    private final Predicate<byte[]> first;
    private final AtomicLong foreign;
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final ArrayDeque<byte[]> unused = new ArrayDeque<>();

    private long session;
    private long sent;
    private long received;
    private long lastSentAt;
    private long lastReceivedAt;
    private String lost;

    private Receiver receiver;
    private long now;

    /**
     * @param first says whether a message is that by which a session is agreed: all before it is foreign
     * @param foreign counts what is dropped: of other sessions, or come before
     */
    NumberedLink(Link link, Predicate<byte[]> first, long now, AtomicLong foreign) {
        this.link = link;
        this.first = first;
        this.foreign = foreign;
        this.lastSentAt = now;
        this.lastReceivedAt = now;
    }

    /** From now on messages are of this session, sent and received. */
    void session(long agreed) {
        session = agreed;
    }

    long session() {
        return session;
    }

    // ---- to the other side

    /** An empty message, to be filled and given to {@link #send}. */
    byte[] message(MessageType type) {
        byte[] message = unused.poll();
        if (message == null) {
            message = new byte[PeerMessage.LENGTH];
        } else {
            Arrays.fill(message, (byte) 0);
        }
        message[PeerMessage.TYPE] = type.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        return message;
    }

    /** The number that the next message will have. */
    long next() {
        return sent + 1;
    }

    /** Sends it, or keeps it until it can be sent. */
    void send(byte[] message) {
        PeerMessage.put(message, PeerMessage.NUMBER, sent + 1);
        PeerMessage.put(message, PeerMessage.SESSION, session);
        outbox.add(message);
        sent++;
    }

    /** Whether all is sent that was to be. */
    boolean isFlushed() {
        return outbox.isEmpty();
    }

    int flush(long at) {
        return lost == null ? offerAll(at) : 0;
    }

    private int offerAll(long at) {
        int done = 0;
        for (byte[] message = outbox.peek();
                message != null && link.offer(message, message.length);
                message = outbox.peek()) {
            outbox.poll();
            if (message.length == PeerMessage.LENGTH) {
                unused.push(message);
            }
            lastSentAt = at;
            done++;
        }
        return done;
    }

    /** Shows the other side that this lives, if nothing else has for a while. */
    void beat(long at, long everyNanos) {
        if (at - lastSentAt >= everyNanos && isFlushed()) {
            send(message(MessageType.HEARTBEAT));
            lastSentAt = at;
        }
    }

    // ---- from the other side

    int receive(Receiver to, int limit, long at) {
        if (isLost()) {
            return 0;
        }
        receiver = to;
        now = at;
        return link.poll(this::onMessage, limit);
    }

    private void onMessage(byte[] message, int length) {
        if (lost != null) {
            return;
        }
        if (!PeerMessage.isWellFormed(message, length)) {
            lose("a message that is none");
            return;
        }
        long number = PeerMessage.get(message, PeerMessage.NUMBER);
        boolean belongs = received == 0
                ? first.test(message)
                : PeerMessage.get(message, PeerMessage.SESSION) == session && number > received;
        if (!belongs) {
            foreign.incrementAndGet();
            return;
        }
        if (number != received + 1) {
            lose("number 0x" + Long.toHexString(received + 1) + " is missing before 0x" + Long.toHexString(number));
            return;
        }
        boolean taken = false;
        try {
            receiver.on(PeerMessage.type(message), message, length);
            taken = true;
        } finally {
            if (!taken) {
                lost = "a message that was not borne";
            }
        }
        received = number;
        lastReceivedAt = now;
    }

    /** When the other side was heard last, or this was made. */
    long lastReceivedAt() {
        return lastReceivedAt;
    }

    boolean isSilentFor(long nanos, long at) {
        return at - lastReceivedAt >= nanos;
    }

    /** Nothing more is sent or received. */
    void lose(String why) {
        if (lost == null) {
            lost = why;
        }
    }

    boolean isLost() {
        if (lost == null && link.isLost()) {
            lost = "the link is gone";
        }
        return lost != null;
    }

    /** Why it is lost, or null. */
    String whyLost() {
        return lost;
    }

    void close(String why) {
        lose(why);
        link.close();
    }

    /**
     * Says why to the other side, if that can be sent at once: it hears of the end of a link late, if at all. What could not be
     * sent before is of a session that is over, and is not.
     */
    void close(MessageType last, String why, long at) {
        lose(why);
        try {
            sent -= outbox.size();
            outbox.clear();
            send(message(last));
            offerAll(at);
        } finally {
            link.close();
        }
    }
}
