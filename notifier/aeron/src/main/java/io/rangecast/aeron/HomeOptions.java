package io.rangecast.aeron;

import io.rangecast.notifier.Subscriber;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiPredicate;

/** How a {@link PeerHome} is to be. Not thread-safe; the home reads it once. */
public final class HomeOptions {
    BiPredicate<String, byte[]> authenticator = (name, credentials) -> true;
    Path witness;
    long epoch;
    int records = Subscriber.DEFAULT_RECORDS;

    /** Whoever reaches the home may join; no witness; epoch 0. */
    public HomeOptions() {}

    /**
     * Lets join only those whose credentials are right.
     *
     * @param check is given the name and the credentials with which a peer joins, in the home's agent; must not wait
     * @return this
     */
    public HomeOptions authenticator(BiPredicate<String, byte[]> check) {
        authenticator = Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Has peers on this host show by a Unix-domain socket that they live: what the kernel closes only when it ends the
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
     * Which of several homes, one after the other, this is. Peers that have met a higher one refuse it. It does not tell a home
     * who the peers of the one before were: it does not wait for them, see docs/remote.md.
     *
     * @param number from outside: a lock service, or who starts the successor
     * @return this
     */
    public HomeOptions epoch(long number) {
        epoch = number;
        return this;
    }

    /**
     * How many records of one producer, and how many starts in all, a peer may have unanswered before ranges merge.
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
