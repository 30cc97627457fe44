package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.agrona.collections.Long2LongHashMap;

/**
 * The home's side of one session: a subscriber of the space that stands for the peer. Each record that it takes becomes a
 * START, and is deferred until the peer has acknowledged that. Protocol: docs/remote.md. The home's agent only.
 *
 * <p>If the session is lost, the subscriber stays, and is waited for: nothing here acknowledges for the peer but an ACK of this
 * session, a BYE, a later JOIN of the same incarnation, the lapse of its lease, if it has one, or somebody who knows that it is
 * gone. If it may go on over another link, all that it has, and has sent, stays for that. A session without covers is
 * over with its link: its JOIN, or the peer's last UNSUBSCRIBE, has said that the peer holds nothing, and without SUBSCRIBED
 * nobody there begins. So an old JOIN that some channel has kept makes no peer that stays.
 */
final class HomeSession {
    /** Most messages at a turn. */
    private static final int LIMIT = 64;

    private static final int MOST_COVERS = 4096;

    /** Room for the ranges of an overflow, which come together. */
    private static final int SPARE = 16;

    private static final long NONE = 0;

    /** A range that the peer wants to hear of. */
    private static final class Cover {
        final long id;
        final Subscription subscription;
        boolean isTold;

        Cover(long id, Subscription subscription) {
            this.id = id;
            this.subscription = subscription;
        }
    }

    private final AddressSpace space;
    private final HomePeer peer;
    private final NumberedLink link;

    /** Writes the peer down, before anything is subscribed to for it; false if it cannot. */
    private final BooleanSupplier isWrittenDown;

    /** Null if the peer is waited for without one. */
    private final HomeLease lease;

    private final Subscriber subscriber;
    private final int limit;

    /** Length of the segment in bytes. */
    private final long length;

    private final List<Cover> covers = new ArrayList<>();
    private final OpenStarts windows = new OpenStarts();

    /** The ticket of each START that is not acknowledged. */
    private final Long2LongHashMap tickets;

    private long now;
    private boolean evicted;

    private boolean closing;
    private volatile boolean over;

    /** Whether starts may go on without the peer: true before the first of them can. Any thread reads it. */
    private volatile boolean leftBehind;

    /** Any thread reads it. */
    private volatile boolean joined = true;

    HomeSession(
            AddressSpace space,
            HomePeer peer,
            NumberedLink link,
            HomeOptions options,
            BooleanSupplier isWrittenDown,
            HomeLease lease) {
        this.space = space;
        this.peer = peer;
        this.link = link;
        this.isWrittenDown = isWrittenDown;
        this.lease = lease;
        this.subscriber = Subscriber.proxy(peer.name().toString(), this::onRecord, options.records, peer::describe);
        this.length = options.length;
        this.limit = Math.max(1, options.records - SPARE);
        this.tickets = new Long2LongHashMap(2 * options.records, 0.5f, NONE);
    }

    NumberedLink link() {
        return link;
    }

    /** Returns whether the peer is told at present. Any thread. */
    boolean isJoined() {
        return joined;
    }

    /** Returns whether nobody is waited for any more because of it. */
    boolean isOver() {
        return over || subscriber.isClosed();
    }

    int doWork(long at) {
        now = at;
        if (over) {
            return 0;
        }
        if (subscriber.isClosed()) { // somebody has said that the peer is gone
            end(peer.isDead() ? "its process has ended" : "the peer was declared gone");
            PeerRecordings.fenced(peer.name(), peer.incarnation(), link.whyLost());
            return 1;
        }
        if (covers.isEmpty() && link.isCut()) {
            link.lose(link.whyCut());
        }
        if (link.isLost()) { // and the peer is waited for, if it may hold something
            lose();
            return fenceIfLapsed(at);
        }
        if (link.isCut()) { // so, too; and nothing is taken from the ring
            rest();
            return fenceIfLapsed(at);
        }
        int work = link.receive(this::onMessage, LIMIT, at);
        peer.isHeard(link.lastReceivedAt());
        work += takeRecords();
        if (!evicted && !over) {
            work += tellCovers();
            work += tellEnds();
        }
        work += link.flush(at);
        if (evicted && link.isFlushed()) {
            link.lose("the peer was evicted");
            PeerRecordings.fenced(peer.name(), peer.incarnation(), link.whyLost());
        }
        if (covers.isEmpty() && link.isSilentFor(PeerHome.JOIN_NANOS, at)) {
            link.lose("it has joined, and says nothing");
        }
        return work + fenceIfLapsed(at); // behind what was received, which may have renewed it
    }

    private int fenceIfLapsed(long at) {
        if (lease == null || over || !lease.hasLapsed(at)) {
            return 0;
        }
        String why = "its lease has lapsed";
        peerIsGone(why);
        PeerRecordings.fenced(peer.name(), peer.incarnation(), why);
        return 1;
    }

    private void lose() {
        if (joined) {
            joined = false;
            link.close(MessageType.LOST, link.whyLost(), now);
            PeerRecordings.lost(peer.name(), peer.incarnation(), link.whyLost());
        }
        if (covers.isEmpty()) {
            peerIsGone(link.whyLost());
        }
    }

    /** Rests until the peer goes on over another link. */
    private void rest() {
        if (joined) {
            joined = false;
            PeerRecordings.lost(peer.name(), peer.incarnation(), link.whyCut());
        }
    }

    /** Returns whether a peer that has received so much may go on with the session of that number. */
    boolean mayResume(long session, long theyReceived) {
        return accepts(session) && !evicted && !link.isLost() && link.mayResume(theyReceived);
    }

    /** The peer goes on over another link, and has let go of nothing. */
    void resume(Link next, long attempt, long theyReceived, long at) {
        byte[] greeting = link.greeting(MessageType.RESUMED);
        PeerMessage.put(greeting, PeerMessage.START, link.received());
        PeerMessage.put(greeting, PeerMessage.END, attempt);
        PeerMessage.put(greeting, PeerMessage.ECHO, peer.incarnation());
        link.resume(next, theyReceived, greeting, at);
        joined = true;
        PeerRecordings.joined(peer.name(), peer.incarnation(), peer.status().sessions());
    }

    /** Shows the peer that the home lives, and how far it has come. */
    void beat(long at, long everyNanos) {
        if (joined && !over) {
            link.beat(at, everyNanos);
        }
    }

    // ---- from the peer

    private void onMessage(MessageType type, byte[] message, int length) {
        switch (type) {
            case ACK -> onAcknowledged(message);
            case SUBSCRIBE -> onSubscribe(message);
            case UNSUBSCRIBE -> onUnsubscribe(message);
            case BYE -> peerIsGone("the peer has said goodbye");
            case RENEW -> onRenew(message);
            case HEARTBEAT -> {}
            default -> link.lose("a peer does not send " + type);
        }
    }

    private void onAcknowledged(byte[] message) {
        long first = PeerMessage.get(message, PeerMessage.START);
        acknowledged(first);
        for (long next = PeerMessage.get(message, PeerMessage.END); next != 0; next &= next - 1) {
            acknowledged(first + 1 + Long.numberOfTrailingZeros(next));
        }
    }

    private void acknowledged(long number) {
        long ticket = tickets.remove(number);
        if (ticket == NONE) {
            link.lose("START 0x" + Long.toHexString(number) + " is not there to be acknowledged");
        } else {
            if (lease != null) {
                lease.acknowledged(number);
            }
            peer.countAcknowledged();
            subscriber.complete(ticket);
        }
    }

    /** Promises no more to a peer that takes nothing, has to drop everything, or owes an acknowledgement for longer than a lease. */
    private void onRenew(byte[] message) {
        link.flush(now); // a heartbeat of this turn, or what else there is
        if (lease == null) {
            link.lose("it has joined without a lease");
        } else if (!evicted && link.isFlushed() && lease.mayGrant()) {
            byte[] grant = link.message(MessageType.GRANT);
            lease.grant(message, grant);
            link.send(grant);
        }
    }

    private void onSubscribe(byte[] message) {
        long start = PeerMessage.get(message, PeerMessage.START);
        long end = PeerMessage.get(message, PeerMessage.END);
        if (Long.compareUnsigned(start, end) >= 0
                || Long.compareUnsigned(end, length) > 0
                || covers.size() == MOST_COVERS) {
            link.lose("it may not subscribe to " + Interval.toString(start, end) + " of 0x" + Long.toHexString(length)
                    + " bytes, beside 0x" + Integer.toHexString(covers.size()) + " covers");
            return;
        }
        if (closing) { // it is told so
            return;
        }
        if (!isWrittenDown.getAsBoolean()) {
            link.lose("it cannot be written down");
            return;
        }
        try {
            Subscription subscription =
                    space.subscribe(start, end - start, InvalidationEvent.ALL, peer.owner(), subscriber);
            covers.add(new Cover(PeerMessage.get(message, PeerMessage.WINDOW), subscription));
        } catch (IllegalStateException ended) { // evicted, declared gone, or the space is closed
            link.lose(ended.getMessage());
        }
    }

    private void onUnsubscribe(byte[] message) {
        long id = PeerMessage.get(message, PeerMessage.WINDOW);
        for (int i = 0; i < covers.size(); i++) {
            if (covers.get(i).id == id) {
                covers.remove(i).subscription.close();
                link.send(coverMessage(MessageType.UNSUBSCRIBED, id));
                return;
            }
        }
        link.lose("it has no cover 0x" + Long.toHexString(id));
    }

    // ---- to the peer

    /** Takes as many records as can be sent: the others wait in the ring, and merge. */
    private int takeRecords() {
        int taken = 0;
        try {
            while (mayTake() && subscriber.poll(1) > 0) {
                link.flush(now);
                taken++;
            }
        } catch (IllegalStateException e) {
            if (!subscriber.isClosed()) { // else somebody has said just now that the peer is gone
                throw e;
            }
        }
        return taken;
    }

    private boolean mayTake() {
        return !over && !evicted && link.isFlushed() && tickets.size() < limit && !link.isLost() && !link.isCut();
    }

    /**
     * The ticket first: what fails before the message is made has not been, and the record comes again. What fails behind loses the session,
     * as the window may be entered, and the peer not told.
     */
    private void onRecord(InvalidationRecord record) {
        if (evicted || link.isLost() || link.isCut()) {
            throw new IllegalStateException(subscriber + " has lost its link, and acknowledges nothing");
        }
        long ticket = record.defer();
        if (record.isEverything()) { // the peer lets go by joining anew, or not at all
            link.send(link.message(MessageType.LOST));
            evicted = true;
            return;
        }
        byte[] message = link.message(MessageType.START);
        long number = link.next();
        byte event = record.isForEverybody()
                ? PeerMessage.EVERY_EVENT
                : (byte) record.event().ordinal();
        int window = windows.enter(number, event, record.owner(), record.start(), record.end());
        PeerMessage.put(message, PeerMessage.START, windows.start(window));
        PeerMessage.put(message, PeerMessage.END, windows.end(window));
        PeerMessage.put(message, PeerMessage.WINDOW, windows.name(window));
        PeerMessage.put(message, PeerMessage.OWNER, record.owner());
        PeerMessage.flags(message, record.flags());
        message[PeerMessage.EVENT] = windows.event(window);
        if (lease != null) {
            lease.sent(number, now);
        }
        tickets.put(number, ticket);
        peer.countStart();
        link.send(message);
    }

    private int tellCovers() {
        int told = 0;
        for (int i = 0; i < covers.size(); i++) {
            Cover cover = covers.get(i);
            if (!cover.isTold && isIdle(cover)) {
                byte[] message = coverMessage(MessageType.SUBSCRIBED, cover.id);
                cover.isTold = true;
                link.send(message);
                told++;
            }
        }
        return told;
    }

    private byte[] coverMessage(MessageType type, long id) {
        byte[] message = link.message(type);
        PeerMessage.put(message, PeerMessage.WINDOW, id);
        return message;
    }

    /**
     * A window enters the states of what it hits before it tells anybody, so a state that is seen idle behind the record has
     * been left by the window.
     */
    private int tellEnds() {
        int told = 0;
        for (int i = windows.size() - 1; i >= 0; i--) {
            if (areIdle(windows.start(i), windows.end(i))) {
                byte[] message = link.message(MessageType.END);
                PeerMessage.put(message, PeerMessage.WINDOW, windows.name(i));
                windows.remove(i);
                link.send(message);
                told++;
            }
        }
        return told;
    }

    private boolean areIdle(long start, long end) {
        for (int i = 0; i < covers.size(); i++) {
            Cover cover = covers.get(i);
            if (Long.compareUnsigned(cover.subscription.start(), end) < 0
                    && Long.compareUnsigned(start, cover.subscription.end()) < 0
                    && !isIdle(cover)) {
                return false;
            }
        }
        return true;
    }

    /** False, too, if it is closed: the session is about to hear of that. */
    private static boolean isIdle(Cover cover) {
        long seen = cover.subscription.tryReadBegin();
        return seen != Subscription.BUSY && seen != Subscription.CLOSED_FOR_GOOD;
    }

    // ---- the end

    /** Somebody who knows says that the peer, or all that it held in this session, is gone. Any thread. */
    void peerIsGone() {
        fence(); // first: starts go on from within the next step, before the subscriber says that it is closed
        subscriber.closeOnBehalfOfAll();
    }

    /** No token is accepted any more. */
    void fence() {
        leftBehind = true;
    }

    private void peerIsGone(String why) {
        peerIsGone();
        end(why);
    }

    /** Returns whether that is the session's number, and starts wait for its peer as ever. Any thread. */
    boolean accepts(long session) {
        return session == link.session() && !leftBehind && !isOver() && !subscriber.isEvicted();
    }

    /** The space is closed: nobody will start any more. The peer says goodbye when it has let go. */
    void spaceIsClosed() {
        if (!closing && joined && !over) {
            byte[] message = link.message(MessageType.CLOSED);
            closing = true;
            link.send(message);
        }
    }

    /** The home stops. The peer is waited for as before, though it cannot answer. */
    void stop() {
        if (joined && !over) {
            link.send(link.message(MessageType.LOST));
            link.flush(now);
            joined = false;
        }
        link.close("the home has stopped");
    }

    void end(String why) {
        over = true;
        joined = false;
        link.close(MessageType.LOST, why, now);
    }
}
