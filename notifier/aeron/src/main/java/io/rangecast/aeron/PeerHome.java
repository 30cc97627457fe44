package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.internal.HomeWitness;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/**
 * The process that changes memory, as other processes see it: each {@link PeerMirror} that joins is a subscriber of the
 * space, and a start that hits what the peer has subscribed to waits until the peer has let go. Nothing else changes for
 * producers: {@code laggards} name a peer with its process and host, {@code evict}, {@code quarantine}, {@code retire},
 * batches and non-blocking starts mean what they mean for a thread.
 *
 * <p><b>Assumptions</b>: one thread runs this as an agent, and often, as starts that hit a peer wait for it; and that thread
 * starts nothing itself, as it would wait for what it has to send. The transport is
 * reached only by those who may speak for peers: a forged acknowledgement frees memory early. docs/remote.md says what
 * that takes.
 *
 * <p><b>Guarantees</b>: a peer is waited for until it acknowledges, says goodbye, joins anew having let go of everything, is
 * proved dead by its witness, or is {@linkplain #confirmGone declared gone}; one that has asked for a {@linkplain
 * HomeOptions#lease lease}, and has no addresses into memory, until that has lapsed. Else nothing is concluded from time, nor from a lost
 * link, nor from the end of the agent or of its thread: starts that hit the peer time out and name it then.
 *
 * <p><b>Progress</b>: the agent never waits. A peer that does not take its messages is told of later starts merged, at most
 * eight ranges a producer. In the steady state a start that hits a peer allocates a few dozen bytes in the agent, and nothing in
 * the producer's thread.
 */
public final class PeerHome implements Agent, AutoCloseable {
    static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final AddressSpace space;
    private final long segment;
    private final HomeOptions options;
    private final Transport transport;
    private final LongSupplier clock;
    private final HomeWitness witness;

    /** Null if nobody keeps one. */
    private final Roster roster;

    private final long incarnation = RANDOM.nextLong();
    private long lastSession = RANDOM.nextLong();

    /** Says when the space is closed; hit by nothing else. Its group, which nobody enters, has the name that reports use. */
    private final Subscription sentinel;

    private final List<NumberedLink> newcomers = new ArrayList<>();
    private final List<HomePeer> present = new ArrayList<>();
    private final Map<Long, HomePeer> peers = new ConcurrentHashMap<>();

    /** Peers of the home before that had leases, until these have lapsed. */
    private final List<HomePeer> lapsing = new ArrayList<>();

    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** Whether somebody is gone who is in the roster. */
    private volatile boolean someAreGone;

    private NumberedLink joining;
    private long now;
    private boolean settled;
    private boolean stopped;
    private boolean closed;

    PeerHome(AddressSpace space, String segment, Transport transport, HomeOptions options, LongSupplier clock) {
        this.space = Objects.requireNonNull(space, "space");
        this.segment = segmentNumber(segment);
        this.transport = Objects.requireNonNull(transport, "transport");
        this.options = Objects.requireNonNull(options, "options");
        this.clock = clock;
        this.sentinel = space.subscribe(Interval.MAX_END - 1, 1, new ReaderGroup("home of " + segment));
        boolean isReady = false;
        try {
            this.roster = options.roster == null ? null : new Roster(options.roster);
            if (roster != null) {
                roster.known().forEach(this::expect);
            }
            this.witness = options.witness == null ? null : new HomeWitness(options.witness);
            isReady = true;
        } finally {
            if (!isReady) {
                giveUp();
            }
        }
    }

    /** It may hold anything until it joins. */
    private void expect(long id, Roster.Entry entry) {
        HomePeer peer = new HomePeer(entry.name(), id, clock);
        peers.put(id, peer); // first: it is found to be declared gone
        peer.expectIn(space, entry);
        if (entry.leaseNanos() > 0) {
            lapsing.add(peer);
        }
    }

    private void giveUp() {
        try {
            sentinel.close();
            peers.values().forEach(HomePeer::isGone);
        } finally {
            if (roster != null) {
                roster.release();
            }
        }
    }

    /**
     * Lets other processes join a space. Somebody has to run what this returns, as an {@link
     * org.agrona.concurrent.AgentRunner} does.
     *
     * @param space whose changes they hear of
     * @param segment what home and peers call it
     * @param transport on which peers reach this; closed with this
     * @param options how it is to be
     * @return the home
     * @throws java.io.UncheckedIOException if the witness cannot listen, or the roster cannot be read, or is of a
     *     later version than this build's
     * @throws IllegalArgumentException if others may write where the witness is to listen, or the roster is a symbolic link
     * @throws IllegalStateException if the space is released, or another home keeps the roster
     */
    public static PeerHome serve(AddressSpace space, String segment, AeronTransport transport, HomeOptions options) {
        Transport links = Objects.requireNonNull(transport, "transport").home();
        PeerHome home = null;
        try {
            home = new PeerHome(space, segment, links, options, System::nanoTime);
        } finally {
            if (home == null) {
                links.close();
            }
        }
        return home;
    }

    /** Returns the hash that both sides make of the segment's name: FNV-1a of 64 bits. */
    static long segmentNumber(String segment) {
        long hash = 0xcbf29ce484222325L;
        for (byte each : Objects.requireNonNull(segment, "segment").getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ each & 0xff) * 0x100000001b3L;
        }
        return hash;
    }

    // ---- the agent

    @Override
    public int doWork() {
        if (stopped) {
            return 0;
        }
        now = clock.getAsLong();
        int work = witness == null ? 0 : witness.poll(now, this::isDead);
        for (Link link = transport.accept(); link != null; link = transport.accept()) {
            newcomers.add(new NumberedLink(link, this::isFirst, now, foreign));
            work++;
        }
        for (int i = newcomers.size() - 1; i >= 0; i--) {
            work += lookAt(i);
        }
        boolean isClosed = sentinel.tryReadBegin() == Subscription.CLOSED_FOR_GOOD;
        for (int i = present.size() - 1; i >= 0; i--) {
            HomePeer peer = present.get(i);
            HomeSession session = peer.session();
            if (isClosed) {
                session.spaceIsClosed();
            }
            session.beat(now, BEAT_NANOS);
            work += session.doWork(now);
            peer.show(transport);
            if (session.isOver() && !session.isJoined()) {
                forget(peer);
                someAreGone = true; // also if somebody else has said so: it may have been written down since
                present.remove(i);
                peer.hide();
            }
        }
        if (!lapsing.isEmpty()) {
            lapsing.removeIf(this::isOver);
        }
        strikeOutWhoIsGone();
        return work;
    }

    /** Returns whether nobody needs to look whether a lease of the home before has lapsed. */
    private boolean isOver(HomePeer peer) {
        if (peer.hasLapsed(now) && isGone(peer)) {
            PeerRecordings.fenced(peer.name(), peer.incarnation(), "its lease of the home before has lapsed");
        }
        return !peer.isExpected();
    }

    private void strikeOutWhoIsGone() {
        if (someAreGone) {
            someAreGone = false; // first: who is gone meanwhile says so again
            if (roster != null) {
                roster.retain(peers.keySet());
            }
        }
    }

    /**
     * Any thread: nobody waits for it any more. Twice: whoever cannot be let go of, as memory has run out, is still there to be
     * declared gone again; and a session that has begun meanwhile is not waited for: either this finds it behind the mark, or {@link
     * #letIn} finds the mark behind the session.
     *
     * @return whether this is who has forgotten it
     */
    private boolean isGone(HomePeer peer) {
        peer.isGone();
        boolean isMine = forget(peer);
        if (isMine) {
            peer.mark();
            peer.isGone();
        }
        return isMine;
    }

    private boolean forget(HomePeer peer) {
        boolean isMine = peers.remove(peer.incarnation(), peer);
        if (isMine) {
            someAreGone = true;
        }
        return isMine;
    }

    private boolean isFirst(byte[] message) {
        MessageType type = PeerMessage.type(message);
        return type == MessageType.JOIN || type == MessageType.RESUME;
    }

    /** Looks at a newcomer, which may have sent its JOIN by now. */
    private int lookAt(int index) {
        NumberedLink link = newcomers.get(index);
        joining = link;
        settled = false;
        int work = link.receive(this::onFirst, 1, now);
        if (!settled && (link.isLost() || link.isSilentFor(JOIN_NANOS, now))) {
            refuse(link, "it did not join");
        }
        if (settled) {
            newcomers.remove(index);
        }
        return work;
    }

    private void onFirst(MessageType type, byte[] message, int length) {
        if (type == MessageType.RESUME) {
            onResume(Resume.read(message, length));
        } else {
            onJoin(message, length);
        }
    }

    /** Attempts are counted with those to join: an old one would have a session go on over a link of which nobody hears. */
    private void onResume(Resume asked) {
        HomePeer peer = peers.get(asked.incarnation());
        HomeSession session = peer == null ? null : peer.session();
        if (session != null
                && peer.isNews(asked.attempt())
                && session.mayResume(asked.session(), asked.received())
                && options.authenticator.test(peer.name().name(), asked.credentials())) {
            peer.resume(asked.attempt()); // first: whatever fails, nobody goes on by the same again
            Link free = joining.release();
            boolean isTaken = false;
            try {
                session.resume(free, asked.attempt(), asked.received(), now);
                isTaken = true;
            } finally {
                if (!isTaken) { // else it would be nobody's, and the peer would wait for it
                    free.close();
                }
            }
            settled = true;
        } else {
            refused.incrementAndGet();
            joining.close(MessageType.LOST, "no session to go on with", now);
            settled = true;
        }
    }

    private void onJoin(byte[] message, int length) {
        NumberedLink link = joining;
        Join join = Join.read(message, length);
        String why = join == null ? "a JOIN whose lengths are wrong" : whyNot(join);
        if (why != null) {
            refuse(link, why);
            return;
        }
        HomePeer known = peers.get(join.incarnation());
        HomePeer peer = known != null ? known : new HomePeer(join.name(), join.incarnation(), clock);
        letIn(link, peer, join);
    }

    /** Why a peer is not to be let in; null if it is. */
    private String whyNot(Join join) {
        long id = join.incarnation();
        HomePeer known = peers.get(id);
        if (join.segment() != segment) {
            return "another segment";
        }
        if (join.length() != options.length) {
            return "a segment of 0x" + Long.toHexString(join.length()) + " bytes, not 0x"
                    + Long.toHexString(options.length);
        }
        if (!options.authenticator.test(join.name().name(), join.credentials())) {
            return "bad credentials";
        }
        if (join.wantsWitness() && (witness == null || !witness.watches(id, this::isDead))) {
            return "no witness";
        }
        if (join.wantsLease() && options.leaseNanos == 0) {
            return "no leases";
        }
        if (known != null && !known.name().equals(join.name())) {
            return "the incarnation of another";
        }
        if (known != null && !known.isNews(join.attempt())) {
            return "an old JOIN";
        }
        return null;
    }

    private boolean isWrittenDown(HomePeer peer) {
        try {
            if (roster != null) {
                roster.add(peer.incarnation(), new Roster.Entry(peer.name(), peer.attempt(), peer.leaseNanos()));
            }
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void letIn(NumberedLink link, HomePeer peer, Join join) {
        long leaseNanos = join.wantsLease() ? options.leaseNanos : 0;
        HomeLease lease = leaseNanos == 0 ? null : new HomeLease(leaseNanos, clock, options.records);
        HomeSession session = new HomeSession(space, peer, link, options, () -> isWrittenDown(peer), lease);
        link.session(++lastSession);
        if (join.mayResume()) {
            link.keepsWhatIsSent();
        }
        byte[] message = link.message(MessageType.WELCOME);
        PeerMessage.put(message, PeerMessage.START, incarnation);
        PeerMessage.put(message, PeerMessage.END, join.attempt());
        PeerMessage.put(message, PeerMessage.OWNER, peer.owner());
        PeerMessage.put(message, PeerMessage.WINDOW, options.epoch);
        PeerMessage.put(message, PeerMessage.ECHO, peer.incarnation());
        link.send(message);
        peer.join(join, leaseNanos, session);
        peers.putIfAbsent(peer.incarnation(), peer);
        if (!present.contains(peer)) {
            present.add(peer);
        }
        if (peer.isMarked()) { // it was declared gone meanwhile: it may join anew, as another
            isGone(peer);
        }
        settled = true;
        PeerRecordings.joined(peer.name(), peer.incarnation(), peer.status().sessions());
    }

    private void refuse(NumberedLink link, String why) {
        refused.incrementAndGet();
        link.close(why);
        settled = true;
    }

    /** The witness: the process of a peer has ended. */
    void isDead(long id) {
        HomePeer peer = peers.get(id);
        if (peer != null) {
            peer.died(); // first: recordings are told why
            isGone(peer);
        }
    }

    @Override
    public String roleName() {
        return "home of " + space;
    }

    /** Stops: see {@link #close}. The runner of the agent calls this. */
    @Override
    public void onClose() {
        close();
    }

    /**
     * Stops telling peers, in the thread of the agent or when that has ended. They let go of everything, and look for a home
     * again. <b>They are waited for as before</b>, since nobody knows when they have: starts over what they had subscribed to
     * time out, and name them, until {@link #confirmGone}. So a process ends its producers first. A second call does what the first
     * could not, as that has thrown, or nothing. The roster is another home's behind the first, whatever that has thrown.
     *
     * @throws UncheckedIOException if somebody who is gone cannot be struck out of the roster: the next home waits for him in vain
     */
    @Override
    public void close() {
        stopped = true;
        if (!closed) {
            try {
                stop();
            } finally {
                if (roster != null) {
                    roster.close(peers.keySet());
                }
            }
            closed = true;
        }
    }

    private void stop() {
        for (HomePeer peer : present) {
            peer.session().stop();
        }
        transport.close();
        if (witness != null) {
            witness.close();
        }
        sentinel.close();
    }

    // ---- any thread

    /**
     * Declares that a peer is gone: that its process has ended, or its machine has been cut off from all that it could use,
     * and that it will not come back with what it holds. Nobody waits for it any more. <b>If that is not true, memory is freed
     * that the peer still uses</b>; nothing here can find out. If it comes back all the same it drops everything as soon as it
     * notices. Any thread, also after {@link #close}.
     *
     * @param peerIncarnation {@link PeerStatus#incarnation}
     * @return false if there is no such peer, any more
     */
    public boolean confirmGone(long peerIncarnation) {
        HomePeer peer = peers.get(peerIncarnation);
        if (peer != null) {
            isGone(peer); // the agent may forget it first
        }
        return peer != null;
    }

    /**
     * Returns the peers that have joined, or are expected to, and are not gone: also those not heard of for long. A peer that holds
     * nothing, as it has no covers, is gone when its link is. Any thread; allocates.
     *
     * @return what is known of each, at some moment
     */
    public List<PeerStatus> peers() {
        return peers.values().stream().map(HomePeer::status).toList();
    }

    /**
     * Returns whether the home may still make a change that a peer asks for: the peer is in the session that it says, and starts wait
     * for it as ever. Once it was left behind, as its lease has lapsed, it was evicted, declared gone or proved dead, or has joined
     * anew, what it had asked for before is refused. To be asked under whatever orders the home's changes of what the peer
     * writes, a lock or the one thread that does them, as the peer may be left behind the next moment. It says nothing of what
     * the write was derived from. Any thread; wait-free.
     *
     * @param token what {@link PeerMirror#token} said when the peer read what it derived the write from
     * @return false if the write must not be done
     */
    public boolean accepts(FencingToken token) {
        HomePeer peer = peers.get(Objects.requireNonNull(token, "token").incarnation());
        HomeSession session = peer == null ? null : peer.session();
        return session != null && session.accepts(token.session());
    }

    /**
     * Returns how many have asked in vain to join: of another segment, with bad credentials, without the witness that they had
     * promised, for leases of a home that gives none, or with a message that was old. Any thread.
     *
     * @return a number that was right at some moment
     */
    public long refused() {
        return refused.get();
    }

    /**
     * Returns how many messages were dropped as they belonged to no session, to an old one, or had come before. Any thread.
     *
     * @return a number that was right at some moment
     */
    public long foreign() {
        return foreign.get();
    }
}
