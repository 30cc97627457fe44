package io.rangecast.aeron;

import io.rangecast.notifier.InvalidationErrorHandler;
import io.rangecast.ranges.Interval;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Options of a {@link PeerMirror}. Not thread-safe; the mirror reads it once. */
public final class MirrorOptions {
    final String name;
    byte[] credentials = {};
    InvalidationErrorHandler errorHandler;
    Path witness;
    boolean lease;
    boolean resume;

    /** A clock of milliseconds; beside the other clock, it says whether the machine has slept. */
    LongSupplier wallClock = System::currentTimeMillis;

    long length = Interval.MAX_END;
    long silenceNanos = TimeUnit.SECONDS.toNanos(5);

    /**
     * No credentials, no witness: the policy WAIT. A home waits for this process until it acknowledges.
     *
     * @param name how the home calls this process; its reports say {@code peer NAME PID@HOST}
     * @throws IllegalArgumentException if it has more than 64 characters
     */
    public MirrorOptions(String name) {
        this.name = Objects.requireNonNull(name, "name");
        if (name.length() > 64) {
            throw new IllegalArgumentException("a name of 0x" + Integer.toHexString(name.length()) + " characters");
        }
    }

    /**
     * Sets the credentials that the home's {@link HomeOptions#authenticator} is given.
     *
     * @param bytes at most 128
     * @return this
     * @throws IllegalArgumentException if they are more
     */
    public MirrorOptions credentials(byte[] bytes) {
        if (bytes.length > 128) {
            throw new IllegalArgumentException("credentials of 0x" + Integer.toHexString(bytes.length) + " bytes");
        }
        credentials = bytes.clone();
        return this;
    }

    /**
     * Sets the handler of callbacks in the mirror's space that throw; without one they are logged.
     *
     * @param handler as of a space
     * @return this
     */
    public MirrorOptions errorHandler(InvalidationErrorHandler handler) {
        errorHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /**
     * The policy HOST: the home, on this host, sees by a Unix-domain socket when this process has ended, however it does, and
     * waits no longer. The process must not fork without {@code exec} (Java does not), and not let devices, which live on for
     * a moment, use the memory.
     *
     * @param socket as in {@link HomeOptions#witness}
     * @return this
     */
    public MirrorOptions witness(Path socket) {
        witness = Objects.requireNonNull(socket, "socket");
        return this;
    }

    /**
     * The policy LEASE: a home does not wait for this process beyond the {@linkplain HomeOptions#lease lease} that it has given it,
     * so readers look at a clock: there are {@linkplain PeerMirror#guard guards}, and no {@linkplain PeerMirror#space space}, as
     * threads that keep addresses until their next poll, and callbacks, look at none. A home that gives no leases refuses this.
     *
     * <p><b>Not for a machine that is paused without being told</b>: while it is moved or restored, its clock may stand still, and
     * a lease that is over looks as if it were held until the mirror's agent has its next turn. {@link PeerMirror#offline} before a pause that
     * is planned.
     *
     * @return this
     */
    public MirrorOptions lease() {
        lease = true;
        return this;
    }

    /**
     * Keeps what is held when the link to the home is gone, or a message is missing, and goes on over another link: only what was
     * changed meanwhile is dropped. Both sides keep up to 1,024 messages for that. Meanwhile this is used as before, as the home
     * waits for it; but no longer than the {@linkplain #silence(Duration) silence}, or a lease. If the home does not go on with
     * the session, as it is another one, has left this behind, or has not kept enough, all is dropped as without.
     *
     * @return this
     */
    public MirrorOptions resume() {
        resume = true;
        return this;
    }

    /**
     * Sets how long the segment is, and so which covers there may be. All addresses, if this is not called.
     *
     * @param bytes as in {@link HomeOptions#length}, unsigned
     * @return this
     * @throws IllegalArgumentException if it is 0
     */
    public MirrorOptions length(long bytes) {
        Interval.checkRange(0, bytes);
        length = bytes;
        return this;
    }

    /**
     * Sets how long the home may be silent before everything is dropped, and a home looked for anew; 5 s if this is not called. No
     * home goes on because of it. A short one costs what was kept when the home pauses; with a long one, readers use for longer
     * what they have of a home that is dead, which is whole and unchanged unless another home has begun meanwhile: see
     * docs/remote.md.
     *
     * @param nanos in nanoseconds, more than a home's heartbeat of 100 ms
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public MirrorOptions silence(long nanos) {
        if (nanos <= PeerHome.BEAT_NANOS) {
            throw new IllegalArgumentException("a silence of 0x" + Long.toHexString(nanos) + " ns");
        }
        silenceNanos = nanos;
        return this;
    }

    /**
     * Sets the same as {@link #silence(long)}.
     *
     * @param time more than a home's heartbeat of 100 ms; more than 292 years are 292 years
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public MirrorOptions silence(Duration time) {
        return silence(TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(time, "time")));
    }
}
