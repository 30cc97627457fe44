package io.rangecast.aeron;

import io.rangecast.notifier.Subscriber;
import io.rangecast.ranges.Interval;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Options of a {@link PeerHome}. Not thread-safe; the home reads it once. */
public final class HomeOptions {
    BiPredicate<String, byte[]> authenticator = (name, credentials) -> true;
    Path witness;
    Path roster;
    long length = Interval.MAX_END;
    long epoch;
    long leaseNanos;
    int records = Subscriber.DEFAULT_RECORDS;

    /** Any process that reaches the home may join; no witness; no leases; no roster; a segment of all addresses; epoch 0. */
    public HomeOptions() {}

    /**
     * Lets join only those whose credentials are right.
     *
     * @param check is given the name, of its {@link MirrorOptions}, and the credentials with which a peer joins, in the home's agent; must not wait
     * @return this
     */
    public HomeOptions authenticator(BiPredicate<String, byte[]> check) {
        authenticator = Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Has peers on this host show by a Unix-domain socket that they live: the kernel closes it only when it ends the
     * process. A peer that says HOST is let in only with that.
     *
     * @param socket where the home listens: a path that is free (a home that was killed leaves its file: delete it), in a directory that nobody but this user may write
     * @return this
     */
    public HomeOptions witness(Path socket) {
        witness = Objects.requireNonNull(socket, "socket");
        return this;
    }

    /**
     * Gives leases to peers that {@linkplain MirrorOptions#lease ask for them}: nobody waits for such a peer for longer than it is
     * after its last word, by this home's clock, and the peer uses nothing for so long, by its own. The clocks need not agree, but
     * run as fast as each other to a hundredth. Other peers are waited for as without.
     *
     * <p>What a change waits: once nothing is heard of the peer, for so long; and for up to twice as long if only the way to the
     * peer is cut, as its renewals go on to arrive until they are refused. Nothing lapses once the home is closed, or its agent
     * has ended.
     *
     * @param length more than a home's heartbeat of 100 ms, and at most a day; also how long a pause of a peer's may be that costs
     *     nothing
     * @return this
     * @throws IllegalArgumentException if it is less, or more
     */
    public HomeOptions lease(Duration length) {
        long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(length, "length"));
        if (nanos <= PeerHome.BEAT_NANOS || nanos > TimeUnit.DAYS.toNanos(1)) {
            throw new IllegalArgumentException("a lease of 0x" + Long.toHexString(nanos) + " ns");
        }
        leaseNanos = nanos;
        return this;
    }

    /**
     * Sets which of several homes, one after the other, this is. Peers that have met a higher one refuse it. It does not tell a home
     * who the peers of the one before were: a {@link #roster} does.
     *
     * @param number from outside: a lock service, or who starts the successor
     * @return this
     */
    public HomeOptions epoch(long number) {
        epoch = number;
        return this;
    }

    /**
     * Keeps in a file who may hold something: each peer is written down before its first cover is ready. A home that is started anew
     * with that file has every start, whatever it is over, wait from the first for each peer of the home before: until it has
     * joined this one, which it does when it has dropped everything, or is {@linkplain PeerHome#confirmGone declared gone}. Without
     * a roster a home knows nobody when it begins, and waits for nobody: see docs/remote.md.
     *
     * <p>The file is whole at any time, also if the machine fails; the agent waits for the disk when a peer comes with a cover, or is
     * gone. A file beside it, with {@code .lock} behind its name, is locked as long as this home, or its process, exists.
     *
     * <p>Its first line, if anybody is in it, has a version. A home reads what former builds have written, and refuses to begin
     * with what a later one has: it could not say who is in it.
     *
     * @param file that need not exist, in a directory that does, and is no symbolic link; who deletes it declares all peers gone
     * @return this
     */
    public HomeOptions roster(Path file) {
        roster = Objects.requireNonNull(file, "file");
        return this;
    }

    /**
     * Sets how long the segment is. Peers that say otherwise are refused, and so are covers that go beyond it. All addresses, if this is
     * not called.
     *
     * @param bytes as in {@link MirrorOptions#length}, unsigned
     * @return this
     * @throws IllegalArgumentException if it is 0
     */
    public HomeOptions length(long bytes) {
        Interval.checkRange(0, bytes);
        length = bytes;
        return this;
    }

    /**
     * Sets how many records of one producer, and how many starts in all, a peer may have unacknowledged before ranges merge.
     *
     * @param count a power of two, as of a {@link Subscriber}
     * @return this
     * @throws IllegalArgumentException as of a subscriber
     */
    public HomeOptions records(int count) {
        Subscriber.proxy("of so many records", record -> {}, count);
        records = count;
        return this;
    }
}
