package io.rangecast.shared;

import io.rangecast.records.RecordLayout;
import java.nio.charset.StandardCharsets;

/**
 * A peer's place in a {@link SharedFile}: what the peer writes, what the home writes, and a ring of records, which the home
 * publishes and the peer acknowledges in place.
 *
 * <pre>
 *   0  owner: the peer's incarnation, 0 if free | 8 start | 16 end | 24 pid, for reports | 32 joins | 64 name
 * 128  state word | 136 everything | 144 joined | 152 first
 * 256  starts | 264 acknowledged | 272 sessions: for reports
 * 512  records: {@link RecordLayout}, but for 32: the state word while the record's window is open
 * </pre>
 *
 * <p>The <em>state word</em> is odd while readers must not begin, as the sequence of a seqlock is: in particular while the slot is
 * free. <em>Everything</em> numbers sessions: when it goes up, all that the peer holds is invalid, and it <em>joins</em> the
 * new session when it has dropped that. The home answers by <em>joined</em>, behind the number of the session's <em>first</em>
 * record. Numbers of records go on from session to session. A record's number is written last, and negated by the
 * acknowledgement, as in {@link io.rangecast.records.SpscRecordRing}.
 */
final class Slot {
    static final long FREE = 0;

    /** Stands for no session: the peer has asked for none yet, and so holds nothing. A slot that a home is giving away says this, too. */
    static final long NEVER = 0;

    /** Stands for no session: the peer holds nothing, and will not touch the slot again. */
    static final long LEFT = -1;

    /** Stands for every event: the record is for all, whatever they have masked out. */
    static final byte EVERY_EVENT = -1;

    static final int OWNER = 0;
    static final int START = 8;
    static final int END = 16;
    static final int PID = 24;
    static final int JOINS = 32;
    static final int NAME = 64;
    static final int NAME_BYTES = 64;
    static final int STATE = 128;
    static final int EVERYTHING = 136;
    static final int JOINED = 144;
    static final int FIRST = 152;
    static final int STARTS = 256;
    static final int ACKNOWLEDGED = 264;
    static final int SESSIONS = 272;
    static final int RING = 512;

    /** Offset of the state word in a record. */
    static final int RECORD_STATE = RecordLayout.AREA_ID;

    private final SharedFile file;
    private final int base;
    private final int mask;

    Slot(SharedFile file, int base, int records) {
        this.file = file;
        this.base = base;
        this.mask = records - 1;
    }

    static int bytes(int records) {
        return RING + records * RecordLayout.RECORD_SIZE;
    }

    /** Makes a slot free, and so odd, in a file of zeros that nobody else knows. */
    static void init(SharedFile file, int base) {
        file.put(base + STATE, 1);
        file.put(base + EVERYTHING, 1);
    }

    // ---- who has it

    long owner() {
        return file.acquire(base + OWNER);
    }

    /** Claims the slot for a peer whose witness is connected; returns false if another has it. */
    boolean claim(long incarnation) {
        return file.replace(base + OWNER, FREE, incarnation);
    }

    /** Gives the slot away, as the home's last step: another peer may have it then. */
    void free() {
        file.release(base + JOINS, NEVER);
        file.release(base + OWNER, FREE);
    }

    /** Writes who the peer is, before its first join. */
    void describe(String name, long pid, long start, long end) {
        file.put(base + START, start);
        file.put(base + END, end);
        file.put(base + PID, pid);
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < NAME_BYTES; i++) {
            file.putByte(base + NAME + i, i < Math.min(bytes.length, NAME_BYTES - 1) ? bytes[i] : 0);
        }
    }

    long start() {
        return file.get(base + START);
    }

    long end() {
        return file.get(base + END);
    }

    long pid() {
        return file.get(base + PID);
    }

    /** Returns the name that the peer has written, without control characters. */
    String name() {
        byte[] bytes = new byte[NAME_BYTES];
        int length = 0;
        while (length < NAME_BYTES - 1 && (bytes[length] = file.getByte(base + NAME + length)) != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    /** Returns the name in the report of laggards. */
    String subscriberName() {
        return "peer " + name() + " " + pid();
    }

    /** Returns the session that the peer has joined; what it wrote before {@link #join} is there. */
    long joins() {
        return file.acquire(base + JOINS);
    }

    /** Says that the peer has dropped all from before this session, or for good. */
    void join(long session) {
        file.release(base + JOINS, session);
    }

    // ---- what the home says

    /** Returns the state word, which is odd while readers must not begin. */
    long state() {
        return file.acquire(base + STATE);
    }

    static boolean isOdd(long state) {
        return (state & 1) != 0;
    }

    /** Keeps readers out, before anybody is told; returns the word. */
    long makeOdd() {
        long state = file.get(base + STATE) | 1;
        file.release(base + STATE, state);
        return state;
    }

    /** Lets readers in: no window is open over the range that was told of. */
    void makeEven() {
        file.release(base + STATE, file.get(base + STATE) + 1);
    }

    /** Returns the number of the session. */
    long everything() {
        return file.acquire(base + EVERYTHING);
    }

    /** Ends the session: readers must not begin, and the peer drops everything. */
    void endSession() {
        makeOdd();
        file.release(base + EVERYTHING, file.get(base + EVERYTHING) + 1);
    }

    /** Returns the last session that the home has answered; what it wrote before that is there. */
    long joined() {
        return file.acquire(base + JOINED);
    }

    void answer(long session, long first) {
        file.put(base + FIRST, first);
        file.release(base + JOINED, session);
    }

    long first() {
        return file.get(base + FIRST);
    }

    // ---- what reports say

    /** Writes the home's counts of the owner. */
    void count(long starts, long acknowledged, long sessions) {
        file.put(base + STARTS, starts);
        file.put(base + ACKNOWLEDGED, acknowledged);
        file.put(base + SESSIONS, sessions);
    }

    long starts() {
        return file.get(base + STARTS);
    }

    long acknowledged() {
        return file.get(base + ACKNOWLEDGED);
    }

    long sessions() {
        return file.get(base + SESSIONS);
    }

    // ---- its records

    /** Returns where the record of a number lies. */
    int record(long number) {
        return base + RING + ((int) number & mask) * RecordLayout.RECORD_SIZE;
    }

    /** Returns the number of the record that lies there now, below zero when it is acknowledged. */
    long number(int record) {
        return file.acquire(record + RecordLayout.SEQUENCE);
    }

    /** Publishes a record whose fields are written, or acknowledges one. */
    void number(int record, long number) {
        file.release(record + RecordLayout.SEQUENCE, number);
    }

    /** Returns the number of the last record that was published in any session: one half written is none. */
    long last() {
        long last = 0;
        for (int i = 0; i <= mask; i++) {
            last = Math.max(last, Math.abs(number(record(i))));
        }
        return last;
    }

    SharedFile file() {
        return file;
    }
}
