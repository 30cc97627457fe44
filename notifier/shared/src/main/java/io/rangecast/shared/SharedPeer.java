package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationErrorHandler;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.internal.MirrorWindow;
import io.rangecast.notifier.internal.MirrorWitness;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import io.rangecast.records.RecordLayout;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.agrona.concurrent.Agent;

/**
 * A process that holds what is derived from a range of a {@link SharedHome}'s space: copies, translations, or addresses into the
 * same mapping. It has a {@linkplain #space space of its own} with the home's addresses, in which its threads are subscribers,
 * sections, optimistic readers or callbacks as in one process: a window of the home's over the range is one here, from before the
 * home's start returns until behind its end, and on until none is open over any of the range: what changes for long, or all the
 * time, has a join of its own. A process that wants several ranges joins several times.
 *
 * <p><b>Assumptions</b>: one thread runs this as an agent, and often, as the home waits for it. Threads of this process derive
 * only under a begin in this space, as they would at the home. The process does not fork without exec: a child would keep the
 * mapping, and not the socket by which the home sees that somebody lives.
 *
 * <p><b>Guarantees</b>: a start of the home's that hits the range does not return COMPLETED before all of this process have let
 * go. Readers are BUSY beyond the range, and in it until the home has answered. If the home evicts this, or another home comes,
 * everything is dropped, and this joins anew when all have let go. If the agent ends, readers are BUSY and nothing is
 * acknowledged any more: the home waits.
 *
 * <p>When the <b>home dies</b> outside of its windows, nothing changes: readers go on, as nobody changes what they read until there
 * is another home, and that asks them first. Where a window was open readers stay BUSY until then.
 *
 * <p><b>Progress</b>: the agent never waits. Readers pay what they pay in one process, and nothing for the home. A start of the
 * home's allocates some hundred bytes here.
 */
public final class SharedPeer implements Agent, AutoCloseable {
    private static final int LIMIT = 64;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        /** Until all have let go, the home sees this process, and there is a slot. */
        HIDDEN,
        /** Until the home has answered. */
        JOINING,
        JOINED,
        CLOSED
    }

    private final SharedFile file;
    private final String name;
    private final long start;
    private final long end;
    private final long incarnation = newIncarnation();
    private final MirrorWitness witness;

    private final AddressSpace space;
    private final Invalidator invalidator;
    private final PeerWindows windows;
    private final LongConsumer acknowledge = this::acknowledge;

    /** Windows over all but the range, until the end. */
    private final List<MirrorWindow> beyond = new ArrayList<>();

    /** The window over the range while nothing is told of it; null when readers may begin. */
    private MirrorWindow curtain;

    /** A curtain that is being opened or ended, or null: the next turn ends what an error leaves of it. */
    private MirrorWindow moving;

    /** Null if there is none. */
    private Slot slot;

    /** One that was free, and is this peer's if it is not any more: null if none is being claimed. */
    private Slot claimed;

    /** The incarnation of the home that has answered. */
    private long home;

    private long session;
    private long next;

    /** Whether what the session owes is void: then the slot is given away, whatever was asked for meanwhile. */
    private boolean leaving;

    private long triedAt;
    private long pause = FIRST_PAUSE_NANOS;
    private long now;

    private volatile State state = State.HIDDEN;
    private volatile long sessions;
    private volatile long losses;

    /** Whether readers may begin, but for windows; any thread reads it. */
    private volatile boolean ready;

    /** Written by any thread. */
    private volatile boolean offline;

    private volatile boolean closing;

    /** Written by the agent: nothing is held, and nobody is asked for anything. */
    private volatile boolean away;

    SharedPeer(SharedFile file, String name, long start, long length, InvalidationErrorHandler handler) {
        this.file = file;
        this.name = name;
        this.start = start;
        this.end = start + length;
        Interval.checkRange(start, end);
        if (Long.compareUnsigned(end, file.length()) > 0) {
            throw new IllegalArgumentException(Interval.toString(start, end) + " goes beyond a segment of 0x"
                    + Long.toHexString(file.length()) + " bytes");
        }
        this.witness = new MirrorWitness(SharedFile.witness(file.path()), incarnation);
        this.space = handler == null ? new AddressSpace() : new AddressSpace(handler);
        this.invalidator = space.newInvalidator("peer at " + file);
        this.windows = new PeerWindows(space, invalidator);
        this.now = System.nanoTime();
        this.triedAt = now - pause;
        if (start != 0) {
            beyond.add(MirrorWindow.forAll(invalidator, space, 0, start).open(now));
        }
        if (end != Interval.MAX_END) {
            beyond.add(MirrorWindow.forAll(invalidator, space, end, Interval.MAX_END)
                    .open(now));
        }
        hide();
    }

    private static long newIncarnation() {
        long random = RANDOM.nextLong();
        return random == Slot.FREE ? 1 : random;
    }

    /**
     * Joins a home, as soon as there is one, and the one that comes after it. Somebody has to run what this returns, as an {@link
     * org.agrona.concurrent.AgentRunner} does.
     *
     * @param path of the home's file, which a home has made before
     * @param name how reports call it: 63 bytes of it
     * @param start first byte of the range, unsigned
     * @param length of the range in bytes, unsigned
     * @return the peer, in whose space all readers are BUSY at first
     * @throws java.io.UncheckedIOException if the file cannot be opened
     * @throws IllegalArgumentException if others may use the file, that is none of a home, the length is 0, or the range goes beyond
     *     the segment
     */
    public static SharedPeer join(Path path, String name, long start, long length) {
        return new SharedPeer(open(path), Objects.requireNonNull(name, "name"), start, length, null);
    }

    /**
     * Joins as {@link #join(Path, String, long, long)}, with a space that has a handler of its own.
     *
     * @param path of the home's file, which a home has made before
     * @param name how reports call it: 63 bytes of it
     * @param start first byte of the range, unsigned
     * @param length of the range in bytes, unsigned
     * @param handler what is to be done when a callback here throws
     * @return the peer
     * @throws java.io.UncheckedIOException if the file cannot be opened
     * @throws IllegalArgumentException as there
     */
    public static SharedPeer join(Path path, String name, long start, long length, InvalidationErrorHandler handler) {
        return new SharedPeer(
                open(path),
                Objects.requireNonNull(name, "name"),
                start,
                length,
                Objects.requireNonNull(handler, "handler"));
    }

    private static SharedFile open(Path path) {
        return SharedFile.open(Objects.requireNonNull(path, "path").toAbsolutePath());
    }

    // ---- any thread

    /**
     * Returns the home's space, as it is seen here. Its addresses are the home's; its readers, subscribers and callbacks are this
     * process's. Threads may invalidate in it, too: that concerns nobody else.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    /**
     * Returns whether the home tells this process of the range, and has let its readers begin: they get BUSY in windows only.
     *
     * @return a look: it may be lost the next moment
     */
    public boolean isReady() {
        return ready;
    }

    /**
     * Returns the owner by which this process is spared in its own migrations and exclusive uses.
     *
     * @return the same for as long as this lives, at each home
     */
    public long owner() {
        return incarnation | Long.MIN_VALUE;
    }

    /**
     * Returns the number by which the home knows this.
     *
     * @return a random number
     */
    public long incarnation() {
        return incarnation;
    }

    /**
     * Returns how often a home has answered.
     *
     * @return a number that was right at some moment
     */
    public long sessions() {
        return sessions;
    }

    /**
     * Returns how often everything was dropped, as this was evicted or another home had come.
     *
     * @return a number that was right at some moment
     */
    public long losses() {
        return losses;
    }

    /**
     * Drops everything, gives the slot away, and so has the home not wait for this process until {@link #online}: for one that is about
     * to be paused. Does not wait: {@link #isOffline} says when it is so.
     */
    public void offline() {
        offline = true;
    }

    /** Ends {@link #offline}: this joins again, with nothing kept from before. */
    public void online() {
        offline = false;
    }

    /**
     * Returns whether nobody waits for this process, as it has gone {@link #offline}.
     *
     * @return true if all here have let go, and the slot is given away
     */
    public boolean isOffline() {
        return offline && away;
    }

    /**
     * Returns whether this is over: closed here, or the home's space was. Readers get CLOSED_FOR_GOOD then.
     *
     * @return true if nothing more will happen
     */
    public boolean isClosed() {
        return state == State.CLOSED;
    }

    /**
     * Drops everything, gives the slot away when all have let go, and closes the space. Does not wait: the agent does it, and {@link
     * #isClosed} says when it has. Needs no home.
     */
    @Override
    public void close() {
        closing = true;
    }

    // ---- the agent

    @Override
    public int doWork() {
        if (state == State.CLOSED) {
            return 0;
        }
        now = System.nanoTime();
        if (moving != null) {
            endMoving();
        }
        boolean goes =
                offline; // who is called back behind this is joined at the next turn, when it is not away any more
        if (!goes && away) {
            away = false;
            goes = offline; // behind that: who asks to go, and sees it away, is not joined
        }
        boolean isOver = closing || file.acquire(SharedFile.CLOSED_AT) != 0;
        if (isOver || goes || offline || leaving) {
            return leave(isOver);
        }
        return switch (state) {
            case HIDDEN -> tryJoin();
            case JOINING -> awaitAnswer();
            case JOINED -> listen();
            case CLOSED -> 0;
        };
    }

    /** Asks the home for a session, when nothing is held and the witness is connected. */
    private int tryJoin() {
        if (!curtain.isAcknowledged(now) || !isWitnessed()) {
            return 0;
        }
        if (slot == null && !claim()) {
            return 0;
        }
        slot.describe(name, ProcessHandle.current().pid(), start, end);
        session = slot.everything();
        slot.join(session);
        state = State.JOINING;
        return 1;
    }

    /** Connects at most so often, as there may be no home. */
    private boolean isWitnessed() {
        if (now - triedAt < pause) {
            return false;
        }
        triedAt = now;
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        return witness.isConnected();
    }

    private boolean claim() {
        if (claimed != null && claimed.owner() == incarnation) { // by a step that has failed behind that
            slot = claimed;
        }
        for (int i = 0; slot == null && i < file.slots(); i++) {
            Slot free = file.slot(i);
            if (free.owner() == Slot.FREE) {
                claimed = free; // first: what is claimed is not lost
                slot = free.claim(incarnation) ? free : null;
            }
        }
        claimed = null;
        return slot != null;
    }

    private int awaitAnswer() {
        if (slot.everything() != session) { // another home has come
            state = State.HIDDEN;
            return 1;
        }
        if (slot.joined() != session) {
            isWitnessed(); // a home lets nobody in whom it does not see
            return 0;
        }
        next = slot.first();
        home = file.acquire(SharedFile.HOME_AT);
        pause = FIRST_PAUSE_NANOS;
        sessions = sessions + 1;
        state = State.JOINED;
        PeerRecordings.joined(this, incarnation, sessions);
        return 1;
    }

    private int listen() {
        if (slot.everything() != session) {
            lose();
            return 1;
        }
        isWitnessed(); // a home that has lost sight of this finds it again
        int work = takeRecords();
        long word = slot.state();
        if (curtain != null && !Slot.isOdd(word)) {
            moving = curtain; // first: what is open in part is no curtain any more
            curtain = null;
            work++;
        }
        if (curtain == null && !ready) { // at the next turn, if an error strikes
            if (moving != null) {
                endMoving();
            }
            ready = true;
        }
        return work + windows.look(word, acknowledge, now);
    }

    private int takeRecords() {
        int taken = 0;
        while (taken < LIMIT) {
            int at = slot.record(next);
            if (slot.number(at) != next) {
                break;
            }
            windows.onRecord(
                    next,
                    file.get(at + Slot.RECORD_STATE),
                    file.getByte(at + RecordLayout.EVENT),
                    file.getInt(at + RecordLayout.FLAGS),
                    file.get(at + RecordLayout.OWNER),
                    file.get(at + RecordLayout.START),
                    file.get(at + RecordLayout.END),
                    now);
            next++;
            taken++;
        }
        return taken;
    }

    /** Acknowledges a record once: by a second time the home may have another one there. */
    private void acknowledge(long number) {
        int at = slot.record(number);
        if (slot.number(at) == number) {
            slot.number(at, -number);
        }
    }

    /** Invalidates everything: the curtain falls first, and then all windows behind it end. Nothing is acknowledged. */
    private void lose() {
        hide();
        losses = losses + 1;
        pause = FIRST_PAUSE_NANOS;
        state = State.HIDDEN;
        PeerRecordings.lost(this, incarnation, why());
    }

    private String why() {
        return file.acquire(SharedFile.HOME_AT) == home ? "the home has ended the session" : "another home has come";
    }

    private void hide() {
        ready = false;
        if (curtain == null) {
            if (moving != null) {
                endMoving();
            }
            moving = MirrorWindow.forAll(invalidator, space, start, end);
            moving.open(now);
            curtain = moving;
            moving = null;
        }
        windows.end();
    }

    private void endMoving() {
        moving.end();
        moving = null;
    }

    private int leave(boolean forGood) {
        leaving = slot != null;
        hide();
        if (!curtain.isAcknowledged(now)) {
            return 0;
        }
        int work = slot == null ? 0 : 1;
        if (slot != null) {
            if (slot.owner() == incarnation && slot.joins() != Slot.LEFT) { // once: it may be another's the next moment
                slot.join(Slot.LEFT);
            }
            slot = null;
            leaving = false;
        }
        away = true;
        pause = FIRST_PAUSE_NANOS;
        state = State.HIDDEN;
        if (forGood) {
            end();
            work++;
        }
        return work;
    }

    /** Closes everything; the next turn does again what fails. */
    private void end() {
        space.close(); // first: readers are told that it is for good
        curtain.end();
        beyond.forEach(MirrorWindow::end);
        invalidator.close();
        witness.close();
        state = State.CLOSED;
    }

    @Override
    public String roleName() {
        return "peer at " + file;
    }

    /** The agent ends: everything is invalid from now on. The home is told nothing, and waits, unless this was closed before. */
    @Override
    public void onClose() {
        if (state != State.CLOSED) {
            hide();
        }
    }

    @Override
    public String toString() {
        return name + " at " + file;
    }
}
