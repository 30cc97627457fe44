package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
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

    HomeSlot(AddressSpace space, Slot slot, LongPredicate isWatched, Set<Long> gone) {
        this.space = space;
        this.slot = slot;
        this.isWatched = isWatched;
        this.gone = gone;
    }

    /** Before the home's first start: whoever has the slot may hold anything, and is asked to drop it. */
    void takeOver() {
        if (slot.owner() != Slot.FREE && slot.joins() > Slot.NEVER) { // who was never answered holds nothing
            long owner = owner();
            session = new HomeSession(space, slot, slot.last(), subscriberName(), owner, this::describe);
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
        if (joins == Slot.LEFT || isGone(incarnation)) {
            free();
            return 1;
        }
        HomeSession current = session;
        int work = current == null ? 0 : current.doWork();
        if (spaceIsClosed) { // nobody joins, and no reader begins
            slot.makeOdd();
        } else if (joins == slot.everything() && joins != answered) {
            work += join(joins, incarnation);
        }
        return work;
    }

    private boolean isGone(long incarnation) {
        return !gone.isEmpty() && gone.contains(incarnation);
    }

    /** The peer has dropped all from before. */
    private int join(long joins, long incarnation) {
        HomeSession before = session;
        if (before != null) {
            before.peerIsGone();
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
                new HomeSession(space, slot, slot.last(), subscriberName(), start, end, owner(), this::describe);
        session = next;
        answered = joins;
        next.answer(joins);
        if (isGone(incarnation)) { // said meanwhile, and so before this session was found
            next.peerIsGone();
        }
        return 1;
    }

    /** Nothing of it is anybody's. What fails is done again. */
    private void free() {
        slot.endSession();
        peerIsGone();
        session = null;
        expected = false;
        slot.free();
    }

    /** The home stops: the peer drops everything, and is waited for as before. */
    void stop() {
        slot.endSession();
    }

    // ---- any thread

    HomeSession session() {
        return session;
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

    private long owner() {
        return slot.owner() | FIRST_OWNER;
    }

    private String subscriberName() {
        return "peer " + slot.name() + " " + slot.pid();
    }

    /** In a few words, for a report of laggards. */
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
                .append(Long.toHexString(slot.owner()))
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
                owner(),
                subscriberName(),
                current != null && current.isTold(),
                expected,
                current == null ? 0 : current.starts(),
                current == null ? 0 : current.acknowledged());
    }
}
