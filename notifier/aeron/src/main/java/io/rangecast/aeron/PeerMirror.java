package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.internal.MirrorWitness;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/**
 * A process that holds what is derived from a {@link PeerHome}'s space: copies, translations, or addresses into the same
 * mapping. It has a {@linkplain #space space of its own} with the home's addresses, in which its threads are subscribers,
 * sections, optimistic readers or callbacks as in one process: a window of the home's over a {@linkplain #cover covered} range
 * is one here, from before the home's start returns until behind its end.
 *
 * <p><b>Assumptions</b>: one thread runs this as an agent, and often, as the home waits for it. Threads of this process derive
 * only under a begin in this space, as they would at the home.
 *
 * <p><b>Guarantees</b>: a start of the home's that hits a cover does not return COMPLETED before all of this process have let
 * go. Where no cover is ready, readers are BUSY. If the home is lost, for whatever reason, be it only silence, a window opens
 * over everything: all is dropped, readers are BUSY, and this joins anew when all have let go; but where only the link is lost, and
 * it {@linkplain MirrorOptions#resume may go on} over another, all is kept. If the agent ends, it is the
 * same, but for the joining; if its thread dies, nothing is acknowledged any more, and the home waits.
 *
 * <p><b>Progress</b>: the agent never waits. Readers pay what they pay in one process, and nothing for the home. A start of the
 * home's allocates some hundred bytes here.
 */
public final class PeerMirror implements Agent, AutoCloseable {
    private static final int LIMIT = 64;
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How many pauses between attempts a home has to answer one: 0.8 s for the first, and twice as much for each that follows. */
    private static final long PATIENCE = 20;

    /** However short its silence is, a home on a busy machine may take so long to answer a JOIN. */
    private static final long BUSY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** How long a home has to go on with a session over another link; else this joins anew. */
    private static final long RESUME_NANOS = BUSY_NANOS;

    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        /** Until all have let go, and a home may be there. */
        HIDDEN,
        JOINING,
        JOINED,
        /** Nothing is held, and nobody asked for anything; until all that this has is closed. */
        ENDING,
        CLOSED
    }

    private final String segment;
    private final Transport transport;
    private final MirrorOptions options;
    private final LongSupplier clock;
    private final long incarnation = RANDOM.nextLong();
    private final MirrorWitness witness;

    private final AddressSpace space;
    private final Invalidator invalidator;
    private final MirrorCovers covers;
    private final MirrorWindows windows;

    /** Null if the home waits without one. */
    private final MirrorLease lease;

    private final AtomicLong foreign = new AtomicLong();

    private NumberedLink link;

    /** The other link by which it asks to go on with a session; null if it does not. */
    private NumberedLink asking;

    private long cutAt;

    private long attempt;
    private long triedAt;
    private long pause = FIRST_PAUSE_NANOS;
    private boolean homeHasClosed;

    /** The link by which it has said goodbye; null before. */
    private NumberedLink byeIn;

    private long epoch = Long.MIN_VALUE;
    private long now;

    /** Written by the agent; any thread reads it. */
    private volatile State state = State.HIDDEN;

    private volatile long owner;
    private volatile long sessions;
    private volatile long session;
    private volatile long losses;
    private volatile long resumed;
    private volatile boolean isCut;
    private volatile String lastLoss = "";
    private volatile String lastRefusal = "";
    private volatile long refusedHomes;
    private volatile boolean isAway;

    /** Written by any thread. */
    private volatile boolean offline;

    private volatile boolean closing;

    PeerMirror(String segment, Transport transport, MirrorOptions options, LongSupplier clock) {
        this.segment = Objects.requireNonNull(segment, "segment");
        this.transport = Objects.requireNonNull(transport, "transport");
        this.options = Objects.requireNonNull(options, "options");
        this.clock = clock;
        this.witness = options.witness == null ? null : new MirrorWitness(options.witness, incarnation);
        this.space = options.errorHandler == null ? new AddressSpace() : new AddressSpace(options.errorHandler);
        this.invalidator = space.newInvalidator("mirror of " + segment);
        this.covers = new MirrorCovers(space, invalidator);
        this.windows = new MirrorWindows(space, invalidator);
        this.lease = options.lease ? new MirrorLease(clock, options.wallClock) : null;
        this.now = clock.getAsLong();
        this.triedAt = now - pause;
        covers.hideAll(now);
    }

    /**
     * Joins a home, as soon as there is one, and again whenever it is lost. Somebody has to run what this returns, as an {@link
     * org.agrona.concurrent.AgentRunner} does.
     *
     * @param segment what home and peers call it
     * @param transport on which the home is reached; closed with this
     * @param options how it is to be
     * @return the mirror, in which all readers are BUSY at first
     */
    public static PeerMirror join(String segment, AeronTransport transport, MirrorOptions options) {
        Objects.requireNonNull(transport, "transport");
        return new PeerMirror(segment, transport.peer(), options, System::nanoTime);
    }

    // ---- any thread

    /**
     * Returns the home's space, as it is seen here. Its addresses are the home's; its readers, subscribers and callbacks are this
     * process's. Threads may invalidate in it, too: that concerns nobody else.
     *
     * @return the space
     * @throws IllegalStateException under {@linkplain MirrorOptions#lease a lease}, which nobody looks at there
     */
    public AddressSpace space() {
        if (lease != null) {
            throw new IllegalStateException(
                    this
                            + " has a lease, and whoever polls, or is called, in a space looks at no clock: guard(start, length)");
        }
        return space;
    }

    /**
     * Makes a guard for optimistic readers of a range, whatever the policy. They get {@code BUSY} where no cover is ready, and when a
     * lease is not held. Any thread.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @return the guard, to be closed when no longer wanted
     * @throws IllegalArgumentException if the length is 0 or the range goes beyond the address space
     * @throws IllegalStateException if this is closed
     */
    public MirrorGuard guard(long start, long length) {
        return new MirrorGuard(space.guard(start, length), lease);
    }

    /**
     * Returns the session in which this is, for a change that it asks the home to make. The writer takes it under a begin, before it reads
     * what the write is derived from. Any thread.
     *
     * @return what {@link PeerHome#accepts} is to be given; of no session, and refused, before this has joined
     */
    public FencingToken token() {
        return new FencingToken(incarnation, session);
    }

    /**
     * Has the home tell of a range from now on. Each costs the home a subscription, so a few large ones are better than one for
     * each reader; but one does not become ready while a window is open over any part of it, so behind a loss in a long window all
     * of it is BUSY. They may overlap. Does not wait: readers there are BUSY until it is {@linkplain Cover#isReady ready}.
     *
     * @param start first byte, unsigned
     * @param length in bytes, unsigned
     * @return the cover, to be closed when nobody here needs the range any more
     * @throws IllegalArgumentException if the length is 0 or the range goes beyond the {@linkplain MirrorOptions#length segment}
     */
    public Cover cover(long start, long length) {
        long end = start + length;
        Interval.checkRange(start, end);
        if (Long.compareUnsigned(end, options.length) > 0) {
            throw new IllegalArgumentException(Interval.toString(start, end) + " goes beyond a segment of 0x"
                    + Long.toHexString(options.length) + " bytes");
        }
        return covers.add(start, end);
    }

    /**
     * Drops everything, and has the home not wait for this process until {@link #online}: for one that is about to be paused, or
     * checkpointed. Does not wait: {@link #isOffline} says when it is so.
     */
    public void offline() {
        offline = true;
    }

    /** Ends {@link #offline}: covers become ready again, with nothing kept from before. */
    public void online() {
        offline = false;
    }

    /**
     * Returns whether nobody waits for this process, as it has gone {@link #offline}.
     *
     * @return true if all here have let go, and the home has confirmed it
     */
    public boolean isOffline() {
        return offline && isAway;
    }

    /**
     * Returns state and counts.
     *
     * @return numbers that were right at some moment each
     */
    public MirrorStatus status() {
        return new MirrorStatus(
                state == State.JOINED && !isCut,
                incarnation,
                owner,
                sessions,
                losses,
                resumed,
                lastLoss,
                lastRefusal,
                refusedHomes,
                foreign.get());
    }

    /** Returns the number of the last START that has come in this session; 0 if none has. Any thread. */
    long lastStart() {
        return windows.lastStart();
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
     * Drops everything, says goodbye to the home when all have let go, and closes the space. Does not wait: the agent does it,
     * and {@link #isClosed} says when it has. A home that is lost just then is looked for, to say goodbye to, for as long as there
     * is none. There is no need with a witness, nor with a lease: the home notices the one, and the other lapses.
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
        if (state == State.ENDING) {
            end();
            return 1;
        }
        now = clock.getAsLong();
        covers.takeNew();
        int work = switch (state) {
            case HIDDEN -> tryConnect();
            case JOINING, JOINED -> talk();
            case ENDING, CLOSED -> 0;
        };
        if (closing || homeHasClosed) {
            work += tryClose();
        }
        return work;
    }

    private int tryConnect() {
        if (!covers.isHiddenAcknowledged(now) || now - triedAt < pause) {
            return 0;
        }
        triedAt = now; // first: what fails is not tried again at once
        pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        if (witness != null && !witness.isConnected()) {
            return 0;
        }
        Link made = transport.connect();
        if (made == null) {
            return 0;
        }
        long mine = ++attempt;
        link = new NumberedLink(made, message -> isWelcome(message, mine), now, foreign);
        link.send(Join.message(segment, incarnation, mine, options));
        state = State.JOINING;
        return 1;
    }

    private boolean isWelcome(byte[] message, long mine) {
        return PeerMessage.type(message) == MessageType.WELCOME
                && PeerMessage.get(message, PeerMessage.END) == mine
                && PeerMessage.get(message, PeerMessage.ECHO) == incarnation;
    }

    private int talk() {
        boolean goes = offline; // who is called back behind this asks at the next turn, when it is not away any more
        if (!goes && isAway) {
            isAway = false;
            goes = offline; // behind that: who asks to go, and sees it away, is not told of anything
        }
        int work = link.receive(this::onMessage, LIMIT, now);
        if (state == State.JOINED) {
            work += windows.look(now);
            if (lease != null) {
                lease.renew(link, now);
            }
            work += covers.ask(link, !goes && !offline && !closing && !homeHasClosed, now);
            isAway = covers.areAway();
            windows.sendAcknowledgements(link, now);
            link.beat(now, PeerHome.BEAT_NANOS);
        }
        work += link.flush(now);
        if (link.isCut() && !link.isLost()) {
            work += tryResume();
        }
        if (link.isSilentFor(silenceNanos(), now)) {
            link.lose("the home is silent");
        }
        if (link.isLost()) {
            lose();
        }
        return work;
    }

    /**
     * While it joins it holds nothing, and so may ask again soon: JOIN, or what answers it, may be lost. It waits longer each time,
     * beyond a short silence, too: else no attempt might be answered in time.
     */
    private long silenceNanos() {
        return state == State.JOINED
                ? options.silenceNanos
                : Math.min(Math.max(options.silenceNanos, BUSY_NANOS), PATIENCE * pause);
    }

    // ---- over another link

    /** Hides nothing: the home waits for this meanwhile, so what is held is good. */
    private int tryResume() {
        if (!isCut) {
            isCut = true;
            cutAt = now;
            triedAt = now - FIRST_PAUSE_NANOS;
        }
        if (now - cutAt >= RESUME_NANOS) {
            link.lose(link.whyCut());
            return 0;
        }
        NumberedLink last = asking;
        if (last != null && (last.isLost() || last.isSilentFor(PATIENCE * 2 * FIRST_PAUSE_NANOS, now))) {
            asking = null;
            last.close("it was not answered");
        }
        return asking != null || ask() ? hear(asking) : 0;
    }

    /** Returns false if there is no link just now, as a client of the transport's is ending, or a driver is coming. */
    private boolean ask() {
        Link made = null;
        if (now - triedAt >= FIRST_PAUSE_NANOS) {
            triedAt = now;
            made = transport.connect();
        }
        if (made != null) {
            long mine = ++attempt;
            asking = new NumberedLink(made, message -> isAnswer(message, mine), now, foreign);
            asking.send(Resume.message(incarnation, mine, session, link.received(), options.credentials));
        }
        return made != null;
    }

    private int hear(NumberedLink asked) {
        return asked.receive(this::onAnswer, 1, now) + asked.flush(now);
    }

    private boolean isAnswer(byte[] message, long mine) {
        MessageType type = PeerMessage.type(message);
        return type == MessageType.LOST
                || type == MessageType.RESUMED
                        && PeerMessage.get(message, PeerMessage.END) == mine
                        && PeerMessage.get(message, PeerMessage.ECHO) == incarnation;
    }

    private void onAnswer(MessageType type, byte[] message, int length) {
        long received = PeerMessage.get(message, PeerMessage.START);
        if (type == MessageType.RESUMED && link.mayResume(received)) {
            link.resume(asking.release(), received, null, now);
            asking = null;
            isCut = false;
            resumed++;
        } else {
            link.lose(link.whyCut());
        }
    }

    // ---- from the home

    private void onMessage(MessageType type, byte[] message, int length) {
        switch (type) {
            case WELCOME -> onWelcome(message);
            case START -> windows.onStart(message, link, now);
            case END -> windows.onEnd(message, link);
            case SUBSCRIBED -> covers.onSubscribed(message, link, now);
            case UNSUBSCRIBED -> covers.onUnsubscribed(message, link);
            case CLOSED -> homeHasClosed = true;
            case LOST -> link.lose("the home has ended the session");
            case GRANT -> onGranted(message);
            case HEARTBEAT -> {}
            default -> link.lose("a home does not send " + type);
        }
    }

    private void onGranted(byte[] message) {
        if (lease == null) {
            link.lose("a lease that was not asked for");
        } else {
            lease.onGranted(message, link);
        }
    }

    private void onWelcome(byte[] message) {
        long offered = PeerMessage.get(message, PeerMessage.WINDOW);
        if (state == State.JOINED) {
            link.lose("welcome twice");
        } else if (offered < epoch) {
            refusedHomes++;
            link.lose("a home of epoch 0x" + Long.toHexString(offered) + " after 0x" + Long.toHexString(epoch));
        } else {
            epoch = offered;
            owner = PeerMessage.get(message, PeerMessage.OWNER);
            session = PeerMessage.get(message, PeerMessage.SESSION);
            link.session(session);
            if (options.resume) {
                link.keepsWhatIsSent();
            }
            if (lease != null) {
                lease.begin(now);
            }
            sessions++;
            pause = FIRST_PAUSE_NANOS;
            state = State.JOINED;
            PeerRecordings.joined(this, incarnation, sessions);
        }
    }

    // ---- the end of a session

    /** Invalidates everything: the curtain falls first, and then all windows behind it end. Nothing is acknowledged. */
    private void lose() {
        hide();
        String why = link.whyLost();
        if (state == State.JOINED) {
            losses++;
            lastLoss = why;
            PeerRecordings.lost(this, incarnation, why);
        } else {
            lastRefusal = why;
        }
        state = State.HIDDEN;
        link.close(why);
    }

    private void hide() {
        isAway = false;
        session = 0;
        isCut = false;
        if (lease != null) {
            lease.end(now);
        }
        covers.hideAll(now);
        windows.end();
        NumberedLink asked = asking;
        asking = null;
        if (asked != null) {
            asked.close("the session does not go on");
        }
    }

    private int tryClose() {
        if (!covers.areLeft()) {
            covers.leaveAll(now);
        }
        if (!covers.isHiddenAcknowledged(now)) {
            return 0;
        }
        boolean isHeard = witness != null || sessions == 0 || state != State.JOINED && (homeHasClosed || lease != null);
        if (state == State.JOINED) {
            if (byeIn != link) {
                link.send(link.message(MessageType.BYE));
                byeIn = link;
            }
            link.flush(now);
            isHeard |= link.isFlushed();
        }
        if (isHeard) {
            state = State.ENDING;
            end();
        }
        return 1;
    }

    /** Closes everything; the next turn does again what fails. */
    private void end() {
        space.close(); // first: readers are told that it is for good
        windows.end();
        covers.end();
        invalidator.close();
        if (link != null) {
            link.close("the mirror is closed");
        }
        if (asking != null) {
            asking.close("the mirror is closed");
        }
        transport.close();
        if (witness != null) {
            witness.close();
        }
        state = State.CLOSED;
    }

    @Override
    public String roleName() {
        return "mirror of " + segment;
    }

    /** The agent ends: everything is invalid from now on. The home is told nothing, and waits, unless this was closed before. */
    @Override
    public void onClose() {
        if (state == State.ENDING) {
            end();
        } else if (state != State.CLOSED) {
            hide();
            state = State.HIDDEN;
            if (link != null) {
                link.close("the mirror's agent has ended");
            }
            transport.close();
        }
    }

    @Override
    public String toString() {
        return "mirror of " + segment + " by " + options.name;
    }
}
