package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.internal.PeerRecordings;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * A slot as the home sees it: who has it, and in which session. The home's agent only, but where it is said.
 *
 * <p>It is given away only when its process holds nothing and will not touch it again: the process says that it has left, is proved
 * dead, or somebody who knows says so. So nobody writes into a slot that is another's.
 */
final class HomeSlot {
    /** Owners of a home's user lie below. */
    private static final long FIRST_OWNER = Long.MIN_VALUE;

    private final AddressSpace space;
    private final Slot slot;

    /** Whether an incarnation is watched: its end will be seen. */
    private final LongPredicate isWatched;

    /** Incarnations that are dead, or declared gone: their slot is given away. */
    private final Set<Long> gone;

    /** Null if the slot is free, or its peer has not joined. Written by the agent. */
    private volatile HomeSession session;

    /** The session that is answered. */
    private long answered;

    /** Whether the session is one of a home before this one. */
    private volatile boolean expected;

    /** The incarnation whose slot is being given away: where that fails, nothing else may say that it is to be. */
    private long leaves = Slot.FREE;

    /** Counts of the owner at this home; the first two are of the sessions before this one. */
    private long startsBefore;

    private long acknowledgedBefore;
    private long sessions;

    HomeSlot(AddressSpace space, Slot slot, LongPredicate isWatched, Set<Long> gone) {
        this.space = space;
        this.slot = slot;
        this.isWatched = isWatched;
        this.gone = gone;
    }

    /** Asks the slot's owner, which may hold anything, to drop it: before the home's first start. */
    void takeOver() {
        if (slot.owner() != Slot.FREE && slot.joins() > Slot.NEVER) { // who was never answered holds nothing
            session = new HomeSession(space, slot, slot.last(), subscriberName(), slot.owner(), this::describe);
            expected = true;
        }
        slot.endSession();
    }

    /** Looks what the peer says, and tells it. */
    int doWork(boolean spaceIsClosed) {
        long incarnation = slot.owner();
        if (incarnation == Slot.FREE) {
            return 0;
        }
        long joins = slot.joins();
        if (joins == Slot.LEFT || joins == Slot.NEVER && incarnation == leaves || isGone(incarnation)) {
            free(incarnation);
            return 1;
        }
        HomeSession current = session;
        int work = current == null ? 0 : current.doWork();
        if (spaceIsClosed) { // nobody joins, and no reader begins
            slot.makeOdd();
        } else if (joins == slot.everything() && joins != answered) {
            work += join(joins, incarnation);
        }
        show();
        return work;
    }

    /** To whoever looks at the file, or asks for the status. */
    private void show() {
        HomeSession current = session;
        long starts = startsBefore + (current == null ? 0 : current.starts());
        long acknowledged = acknowledgedBefore + (current == null ? 0 : current.acknowledged());
        if (starts != slot.starts() || acknowledged != slot.acknowledged() || sessions != slot.sessions()) {
            slot.count(starts, acknowledged, sessions);
        }
    }

    private boolean isGone(long incarnation) {
        return !gone.isEmpty() && gone.contains(incarnation);
    }

    /** The peer has dropped all from before. */
    private int join(long joins, long incarnation) {
        HomeSession before = session;
        if (before != null) {
            before.peerIsGone();
            startsBefore += before.starts();
            acknowledgedBefore += before.acknowledged();
            session = null;
            expected = false;
        }
        long start = slot.start();
        long end = slot.end();
        boolean isRange = Long.compareUnsigned(start, end) < 0
                && Long.compareUnsigned(end, slot.file().length()) <= 0;
        if (!isRange || !isWatched.test(incarnation)) {
            return 0;
        }
        HomeSession next =
                new HomeSession(space, slot, slot.last(), subscriberName(), start, end, incarnation, this::describe);
        session = next;
        answered = joins; // first: whom it may be that this has answered is not answered again, but loses the session
        next.answer(joins);
        sessions++;
        if (isGone(incarnation)) { // said meanwhile, and so before this session was found
            next.peerIsGone();
        }
        PeerRecordings.joined(subscriberName(), incarnation, sessions);
        return 1;
    }

    /** Gives the slot away; the next turn does again what fails. */
    private void free(long incarnation) {
        slot.endSession();
        peerIsGone();
        session = null;
        expected = false;
        startsBefore = 0;
        acknowledgedBefore = 0;
        sessions = 0;
        slot.count(0, 0, 0);
        leaves = incarnation;
        slot.free();
        leaves = Slot.FREE;
    }

    /** The home stops: the peer drops everything, and is waited for as before. */
    void stop() {
        slot.endSession();
    }

    // ---- any thread

    /** Nobody waits for that peer any more, whoever has the slot; false if nobody did. */
    boolean closeSessionOf(long incarnation) {
        HomeSession current = session;
        boolean isIts = current != null && current.isOf(incarnation);
        if (isIts) {
            current.peerIsGone();
        }
        return isIts;
    }

    /** Nobody waits for the peer any more. */
    void peerIsGone() {
        HomeSession current = session;
        if (current != null) {
            current.peerIsGone();
        }
    }

    long incarnation() {
        return slot.owner();
    }

    boolean isTaken() {
        return slot.owner() != Slot.FREE && slot.joins() != Slot.LEFT;
    }

    /** Returns whether somebody may hold something by it. */
    boolean isJoined() {
        return slot.owner() != Slot.FREE && slot.joins() > Slot.NEVER;
    }

    /** Returns the owner by which the peer is spared. */
    static long owner(long incarnation) {
        return incarnation | FIRST_OWNER;
    }

    String subscriberName() {
        return slot.subscriberName();
    }

    /** Describes the peer in a few words, for a report of laggards. */
    private String describe() {
        HomeSession current = session;
        StringBuilder text = new StringBuilder("another process of this host, pid ").append(slot.pid());
        if (expected) {
            text.append(", which had joined a home before this one, and has not joined this one");
        } else if (current != null) {
            text.append(", has acknowledged ")
                    .append(current.acknowledged())
                    .append(" of ")
                    .append(current.starts())
                    .append(" starts");
        }
        return text.append(", incarnation 0x")
                .append(Long.toHexString(current == null ? slot.owner() : current.incarnation()))
                .append(" in ")
                .append(slot.file())
                .toString();
    }

    SharedPeerStatus status() {
        HomeSession current = session;
        return new SharedPeerStatus(
                slot.name(),
                slot.pid(),
                slot.owner(),
                owner(slot.owner()),
                subscriberName(),
                current != null && current.isTold(),
                expected,
                slot.starts(),
                slot.acknowledged(),
                slot.sessions());
    }
}
