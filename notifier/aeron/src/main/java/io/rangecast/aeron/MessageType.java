package io.rangecast.aeron;

/** Kinds of messages between a home and a peer; a kind's number on the wire is its place here, from 1. */
enum MessageType {
    /** Peer: I hold nothing. Let me in. */
    JOIN,
    /** Home: you are in, by this session. */
    WELCOME,
    /** Peer: tell me of a range, from now on. */
    SUBSCRIBE,
    /** Home: you will hear of each window over the range that is not over by now. */
    SUBSCRIBED,
    /** Peer: I hold nothing of the range any more, and need not be told. */
    UNSUBSCRIBE,
    /** Home: you are not waited for any more because of the range. */
    UNSUBSCRIBED,
    /** Home: let go of a range, and begin nothing there before its window ends. */
    START,
    /** Peer: those of these starts have let go. */
    ACK,
    /** Home: a window is over. */
    END,
    /** Either: there is nothing new. It has a number, too, and so shows that something before it was lost. */
    HEARTBEAT,
    /** Peer: I hold nothing, and will not come back. */
    BYE,
    /** Home: this session is over; let go of everything, and join anew. */
    LOST,
    /** Home: the space is closed for good. */
    CLOSED,
    /** Peer: I live, by my clock at this time. */
    RENEW,
    /** Home: from the time that you have said, I wait for you so long. */
    GRANT,
    /** Peer: I hold what I held. Let us go on with the session. */
    RESUME,
    /** Home: we go on. */
    RESUMED;

    private static final MessageType[] ALL = values();

    /** The type with a number, or null. */
    static MessageType of(byte number) {
        return number < 1 || number > ALL.length ? null : ALL[number - 1];
    }

    byte number() {
        return (byte) (ordinal() + 1);
    }
}
