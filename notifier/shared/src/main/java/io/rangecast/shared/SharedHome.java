package io.rangecast.shared;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.ReaderGroup;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.internal.HomeLock;
import io.rangecast.notifier.internal.HomeWitness;
import io.rangecast.notifier.internal.PeerRecordings;
import io.rangecast.ranges.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.agrona.LangUtil;
import org.agrona.concurrent.Agent;

/**
 * The process that changes memory, as other processes of its host see it: each {@link SharedPeer} that joins, and each program
 * in C, is a subscriber of the space, and a start that hits what the peer has joined for waits until the peer has let go. Nothing
 * else changes for producers: {@code laggards} name a peer with its process, {@code evict}, {@code quarantine}, {@code retire},
 * batches and non-blocking starts mean what they mean for a thread.
 *
 * <p><b>Files</b>: what home and peers share is in one mapped file. Beside it lie {@code FILE.sock}, at which each peer shows that it
 * lives, and {@code FILE.lock}, by which there is one home. The directory is of mode 0700: whoever can write there can speak for
 * peers. The file says who may hold something, so it stays when the home ends, and lies where the home's data do: <b>who deletes
 * it says that no peer lives.</b>
 *
 * <p><b>Assumptions</b>: one thread runs this as an agent, and often, as starts that hit a peer wait for it; and that thread starts
 * nothing itself. Nothing is pushed: a start takes as long as the idle strategies of both agents sleep, a millisecond each for Agrona's
 * {@code BackoffIdleStrategy}, some hundred nanoseconds if both spin.
 *
 * <p><b>Guarantees</b>: a start is COMPLETED when each peer that it hits has acknowledged it, has left, has dropped everything, is
 * proved dead by the end of its socket, or was {@linkplain #confirmGone declared gone}. Never by time, and not by the end of the
 * agent or of its thread: starts that hit the peer time out and name it then. A peer that is stopped is a laggard.
 *
 * <p><b>A home that comes after another</b> takes over its file. Each peer of the one before is asked to drop everything, and
 * its readers are BUSY until it has; starts wait for it, whatever they are over. Nobody may read memory that a home has left half
 * changed. Its successor opens a window over that before it serves, so that readers stay out, starts another behind {@link #serve} to
 * wait for those from before, mends, and ends both.
 *
 * <p><b>Progress</b>: the agent never waits. A peer that does not acknowledge is told of later starts merged. In the steady state a
 * start that hits a peer allocates a few dozen bytes in the agent, and nothing in the producer's thread.
 */
public final class SharedHome implements Agent, AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final HomeLock lock;
    private final SharedFile file;
    private final HomeSlot[] slots;
    private final HomeWitness witness;

    /** Says when the space is closed; hit by nothing else. Its group, which nobody enters, has the name that reports use. */
    private final Subscription sentinel;

    /** Incarnations that are dead, or declared gone, and still have a slot. */
    private final Set<Long> gone = ConcurrentHashMap.newKeySet();

    private boolean spaceIsClosed;
    private boolean stopped;
    private boolean closed;

    /** @param words the file by its words: itself, or what a test has made of it */
    SharedHome(AddressSpace space, Path path, SharedHomeOptions options, UnaryOperator<SharedFile> words) {
        this.path = path;
        this.sentinel = space.subscribe(Interval.MAX_END - 1, 1, new ReaderGroup("home of " + path));
        boolean isReady = false;
        HomeLock taken = null;
        HomeSlot[] made = {};
        try {
            SharedFile.checkDirectory(path);
            taken = HomeLock.take(path.resolveSibling(path.getFileName() + ".lock"));
            tryToListen(path); // first: where no socket can be, nobody is asked to drop anything
            file = words.apply(
                    Files.notExists(path, LinkOption.NOFOLLOW_LINKS) // false, too, if nobody can say
                            ? SharedFile.create(path, options)
                            : check(SharedFile.open(path), options));
            made = IntStream.range(0, file.slots())
                    .mapToObj(i -> new HomeSlot(space, file.slot(i), this::isWatched, gone))
                    .toArray(HomeSlot[]::new);
            file.release(SharedFile.CLOSED_AT, 0);
            file.release(SharedFile.EPOCH_AT, file.get(SharedFile.EPOCH_AT) + 1);
            file.release(SharedFile.HOME_AT, RANDOM.nextLong()); // before peers are asked: they connect to this one
            for (HomeSlot slot : made) {
                slot.takeOver();
            }
            Files.deleteIfExists(SharedFile.witness(path)); // of the home before, which is over: its lock is free
            witness = new HomeWitness(SharedFile.witness(path));
            isReady = true;
        } catch (IOException e) {
            throw new UncheckedIOException("no home can be at " + path, e);
        } finally {
            if (!isReady) {
                giveUp(made, taken);
            }
        }
        lock = taken;
        slots = made;
    }

    private void giveUp(HomeSlot[] made, HomeLock taken) {
        try {
            sentinel.close();
            Arrays.stream(made).forEach(HomeSlot::peerIsGone); // nobody will start because of this home
        } finally {
            if (taken != null) {
                taken.release();
            }
        }
    }

    private static void tryToListen(Path path) throws IOException {
        Path trial = SharedFile.trial(path);
        Files.deleteIfExists(trial); // of a home that was killed here
        try {
            new HomeWitness(trial).close();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static SharedFile check(SharedFile file, SharedHomeOptions options) {
        if (file.slots() != options.peers || file.records() != options.records || file.length() != options.length) {
            throw new IllegalArgumentException(file + " is for 0x" + Integer.toHexString(file.slots()) + " peers, 0x"
                    + Integer.toHexString(file.records()) + " records of each, and a segment of 0x"
                    + Long.toHexString(file.length()) + " bytes; not for 0x" + Integer.toHexString(options.peers)
                    + ", 0x" + Integer.toHexString(options.records) + " and 0x" + Long.toHexString(options.length));
        }
        return file;
    }

    /**
     * Lets other processes of this host join a space. Somebody has to run what this returns, as an {@link
     * org.agrona.concurrent.AgentRunner} does.
     *
     * @param space whose changes they hear of: before its first start, or with windows over what is to be mended
     * @param path of the file, which is made if it is not there: in a directory of mode 0700
     * @param options how the file is to be, and is
     * @return the home
     * @throws UncheckedIOException if the file or the socket beside it cannot be made or used
     * @throws IllegalArgumentException if others may use the directory or the file, that is another one, or it would have 2 GB
     * @throws IllegalStateException if the space is released, or there is another home, be it stopped
     */
    public static SharedHome serve(AddressSpace space, Path path, SharedHomeOptions options) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(options, "options");
        return new SharedHome(space, path.toAbsolutePath(), options, UnaryOperator.identity());
    }

    // ---- the agent

    @Override
    public int doWork() {
        if (stopped) {
            return 0;
        }
        int work = witness.poll(System.nanoTime(), this::isDead);
        if (!spaceIsClosed && sentinel.tryReadBegin() == Subscription.CLOSED_FOR_GOOD) {
            file.release(SharedFile.CLOSED_AT, 1);
            spaceIsClosed = true;
        }
        Throwable failed = null;
        for (HomeSlot slot : slots) {
            try {
                work += slot.doWork(spaceIsClosed);
            } catch (Throwable thrown) { // the other peers are told all the same
                failed = failed == null ? thrown : failed;
            }
        }
        if (!gone.isEmpty()) { // here, as one incarnation may have left one slot and have another
            gone.removeIf(incarnation -> !hasSlot(incarnation));
        }
        if (failed != null) {
            LangUtil.rethrowUnchecked(failed);
        }
        return work;
    }

    private boolean hasSlot(long incarnation) {
        return Arrays.stream(slots).anyMatch(slot -> slot.incarnation() == incarnation);
    }

    private boolean isWatched(long incarnation) {
        return witness.watches(incarnation, this::isDead);
    }

    /** The witness: the process of a peer has ended. Its slot, if it has one, is given away at the agent's turn. */
    private void isDead(long incarnation) {
        if (hasSlot(incarnation)) {
            boolean isFirst = gone.add(incarnation);
            recordFenced(incarnation, isFirst, "its process has ended");
        }
    }

    /** Unless it has left: then nobody is fenced. */
    private void recordFenced(long incarnation, boolean isFirst, String why) {
        for (HomeSlot slot : slots) {
            if (isFirst && slot.isJoined() && slot.incarnation() == incarnation) {
                PeerRecordings.fenced(slot.subscriberName(), incarnation, why);
            }
        }
    }

    @Override
    public String roleName() {
        return "home of " + path;
    }

    /** Stops: see {@link #close}. The runner of the agent calls this. */
    @Override
    public void onClose() {
        close();
    }

    /**
     * Stops telling peers, in the thread of the agent or when that has ended. They let go of everything, and wait for another home.
     * <b>They are waited for as before</b>, since nobody looks whether they have: starts over what they have joined for time out, and
     * name them, until {@link #confirmGone}. So a process ends its producers first. A second call does what the first could not, as
     * that has thrown, or nothing. No other home begins before it is done.
     */
    @Override
    public void close() {
        stopped = true;
        if (!closed) {
            for (HomeSlot slot : slots) {
                slot.stop();
            }
            sentinel.close();
            witness.close();
            lock.release();
            closed = true;
        }
    }

    // ---- any thread

    /**
     * Declares that a peer is gone: that its process has ended. Nobody waits for it any more. <b>If that is not true, memory is
     * freed that the peer still uses</b>, and its slot may be another's while it writes there. For peers of a home before this one
     * that have ended since: this one has never seen their sockets. Any thread, also after {@link #close}.
     *
     * @param incarnation {@link SharedPeerStatus#incarnation}
     * @return false if there is no such peer, any more
     */
    public boolean confirmGone(long incarnation) {
        boolean isFirst = false;
        for (HomeSlot slot : slots) { // all of them, as the agent may not look at what is left
            if (slot.isTaken() && slot.incarnation() == incarnation) {
                isFirst |= gone.add(incarnation); // first: a session that is made meanwhile finds it
            }
            isFirst |= slot.closeSessionOf(incarnation);
        }
        recordFenced(incarnation, isFirst, "the peer was declared gone");
        return isFirst;
    }

    /**
     * Returns the peers that have a slot, and are not gone: each once, by the slot that it has joined with, if a home that was killed has left it
     * another. Any thread; allocates.
     *
     * @return what is known of each, at some moment
     */
    public List<SharedPeerStatus> peers() {
        return Arrays.stream(slots)
                .filter(slot -> slot.isTaken() && (slot.isJoined() || !isJoinedElsewhere(slot)))
                .map(HomeSlot::status)
                .filter(status -> !gone.contains(status.incarnation()))
                .toList();
    }

    private boolean isJoinedElsewhere(HomeSlot slot) {
        long incarnation = slot.incarnation();
        return Arrays.stream(slots).anyMatch(other -> other.isJoined() && other.incarnation() == incarnation);
    }

    /**
     * Returns which home of its file this is.
     *
     * @return a number above that of each home before
     */
    public long epoch() {
        return file.get(SharedFile.EPOCH_AT);
    }

    @Override
    public String toString() {
        return roleName();
    }
}
