package io.rangecast.aeron;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A link whose messages are numbered in each direction, and belong to a session. It notices what is lost, drops what is
 * foreign or has come before, and keeps what cannot be sent yet. One thread.
 *
 * <p>A session that {@linkplain #keepsWhatIsSent keeps what is sent} outlives its link: it is <em>cut</em> then, until it {@linkplain
 * #resume goes on} over another, by which both sides send again what the other has not received. Any other is lost with its link.
 *
 * <p>A message counts as received when its receiver has returned: one that throws loses the link.
 */
final class NumberedLink {
    /** Takes a message that is next in its session. */
    @FunctionalInterface
    interface Receiver {
        void on(MessageType type, byte[] message, int length);
    }

    private final Predicate<byte[]> first;
    private final AtomicLong foreign;
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final ArrayDeque<byte[]> unused = new ArrayDeque<>();

    private Link link;

    /** Null if the session ends with its link. */
    private Unconfirmed unconfirmed;

    /** Why nothing comes over this link any more; null as long as something may. */
    private String cut;

    /** Goes before all else over this link, and is of no number of the session's; null if there is none, or it is sent. */
    private byte[] greeting;

    private long session;
    private long sent;
    private long received;
    private long lastSentAt;
    private long lastReceivedAt;
    private String lost;

    /**
     * Armed when a message is made, and disarmed when it is to be sent: an error in between leaves a sender that has noted down, or is
     * about to, what the other side is not told of, so this is lost.
     */
    private boolean unsent;

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

    /** Before a second message is sent. */
    void keepsWhatIsSent() {
        unconfirmed = new Unconfirmed();
    }

    // ---- to the other side

    /**
     * An empty message, to be filled and given to {@link #send}. It is made before its sender takes it for sent: from here until then an
     * error loses this.
     */
    byte[] message(MessageType type) {
        loseWhatIsUnsent(); // first: this one would be taken for that
        byte[] message = greeting(type);
        unsent = true;
        return message;
    }

    private void loseWhatIsUnsent() {
        if (unsent) {
            lose("an error has struck while a message was made");
        }
    }

    /** An empty message that goes before all others over another link: {@link #resume}. What fails before that is asked for again. */
    byte[] greeting(MessageType type) {
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
        unsent = false;
    }

    /** Returns whether all is sent that was to be. */
    boolean isFlushed() {
        return greeting == null && outbox.isEmpty();
    }

    int flush(long at) {
        return lost == null && cut == null ? offerAll(at) : 0;
    }

    private int offerAll(long at) {
        int done = 0;
        if (greeting != null) {
            if (!link.offer(greeting, greeting.length)) {
                return 0;
            }
            greeting = null;
        }
        for (byte[] message = outbox.peek(); message != null && offer(message); message = outbox.peek()) {
            byte[] spare = unconfirmed == null || isFirst(message) ? message : unconfirmed.add(message);
            outbox.poll();
            if (spare != null && spare.length == PeerMessage.LENGTH) {
                unused.push(spare);
            }
            lastSentAt = at;
            done++;
        }
        return done;
    }

    private boolean offer(byte[] message) {
        if (unconfirmed != null && !isFirst(message)) {
            PeerMessage.put(message, PeerMessage.RECEIVED, received);
        }
        return link.offer(message, message.length);
    }

    /** Returns whether a link begins by this message: it is of no session, or says of which. */
    private static boolean isFirst(byte[] message) {
        return PeerMessage.get(message, PeerMessage.NUMBER) == 1;
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
        if (isLost() || isCut()) {
            return 0;
        }
        receiver = to;
        now = at;
        return link.poll(this::onMessage, limit);
    }

    private void onMessage(byte[] message, int length) {
        if (lost != null || cut != null) {
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
            isMissing(
                    "number 0x" + Long.toHexString(received + 1) + " is missing before 0x" + Long.toHexString(number));
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
        if (unconfirmed != null && number > 1) {
            confirm(PeerMessage.get(message, PeerMessage.RECEIVED));
        }
    }

    private void isMissing(String what) {
        if (unconfirmed == null) {
            lose(what);
        } else {
            cut(what);
        }
    }

    private void confirm(long upTo) {
        for (byte[] done = unconfirmed.pollUpTo(upTo); done != null; done = unconfirmed.pollUpTo(upTo)) {
            unused.push(done);
        }
    }

    // ---- over another link

    /** The number of the last message that has come, and was borne. */
    long received() {
        return received;
    }

    /** The link alone, for a session that goes on over it: this one has it no more, and is lost. */
    Link release() {
        Link released = link;
        link = Link.NOWHERE;
        return released;
    }

    /** Returns whether all is here that the other side has not received. */
    boolean mayResume(long theyReceived) {
        if (unconfirmed == null) {
            return false;
        }
        long oldest = unconfirmed.oldestOr(outbox.isEmpty() ? sent + 1 : Unconfirmed.number(outbox.peek()));
        return oldest <= theyReceived + 1 && theyReceived <= sent;
    }

    /**
     * Goes on over another link: what the other side has not received is sent again, with the numbers that it had. Nothing more is
     * taken from the link before.
     *
     * @param answer goes before all; null if there is none
     */
    void resume(Link next, long theyReceived, byte[] answer, long at) {
        cut("it goes on over another link");
        confirm(theyReceived);
        unconfirmed.moveInFrontOf(outbox);
        if (answer != null) {
            PeerMessage.put(answer, PeerMessage.NUMBER, 1);
            PeerMessage.put(answer, PeerMessage.SESSION, session);
        }
        greeting = answer;
        link = next;
        lastReceivedAt = at;
        cut = null;
    }

    private void cut(String why) {
        if (cut == null) {
            cut = why;
        }
        link.close(); // so that the other side notices
    }

    /** Returns whether nothing comes over this link any more; the session may go on over another. */
    boolean isCut() {
        if (cut == null && link.isLost()) {
            cut("the link is gone");
        }
        return cut != null;
    }

    /** Why it is cut, or null. */
    String whyCut() {
        return cut;
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
        loseWhatIsUnsent();
        if (lost == null && unconfirmed == null && isCut()) {
            lost = cut;
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
     * Tells the other side why, if that can be sent at once: it hears of the end of a link late, if at all. Messages that could not be
     * sent before are of a session that is over, and are dropped.
     */
    void close(MessageType last, String why, long at) {
        lose(why);
        try {
            greeting = null;
            sent -= outbox.size();
            outbox.clear();
            send(message(last));
            offerAll(at);
        } finally {
            link.close();
        }
    }
}
