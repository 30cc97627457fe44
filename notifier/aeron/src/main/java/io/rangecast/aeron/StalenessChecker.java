package io.rangecast.aeron;

import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.internal.PeerRecordings;
import java.util.Objects;
import org.agrona.concurrent.Agent;

/**
 * Looks, now and then, whether a peer would use what its home has changed: it compares the version that is held of an address with
 * that which the home has. So the promise itself is monitored, not the protocol that is to keep it: a change that the home has not
 * bracketed shows, too, and so does an entry that was kept in spite of a retry. {@link #stale} is to stay 0.
 *
 * <p>A look is a begin in a guard over the address, what is held, what the home says, and a retry. Only if the retry says that
 * nothing was announced meanwhile, by a {@linkplain MirrorOptions#lease lease} that is held if there is one, are the two compared.
 * Then no start over the address was COMPLETED between begin and retry, and each window before has ended with its change made: all
 * that time there was one version, whenever in it the home has answered, and whatever windows were opened there. So it reports
 * nothing that is right, as long as the home changes what a version is of between a COMPLETED and its end, and who asks afterwards
 * is answered with that.
 *
 * <p><b>The home is asked in a way of the user's own</b>, not over the link that tells of windows: there an answer would come behind a
 * START that is late, and hide that it is.
 *
 * <p>Somebody has to run this as an agent, in a thread of its own if asking waits; its idle strategy says how often to look. A look
 * allocates, and costs the peer's space a subscription that comes and goes; the home is asked only for what is held.
 */
public final class StalenessChecker implements Agent {
    /** {@link Versions#held} returns this for an address of which nothing would be used. */
    public static final long NOTHING = Long.MIN_VALUE;

    /** The versions that are compared. The checker's thread asks; a turn throws what they throw, and looks at nothing then. */
    public interface Versions {
        /**
         * Returns the address to look at next: any, by chance or in turn.
         *
         * @return an address of the mirror's space
         */
        long nextOffset();

        /**
         * Returns the version that this process would use of an address now, as a hit of its cache.
         *
         * @param offset the address
         * @return its version, or {@link StalenessChecker#NOTHING} if it would be fetched
         */
        long held(long offset);

        /**
         * Returns the version that the home has there at some moment of the call. May wait.
         *
         * @param offset the address
         * @return its version: of another state of the memory another one
         */
        long atHome(long offset);
    }

    /** A version that was stale, and between which STARTs of which session. */
    record Finding(long offset, long held, long atHome, long session, long startBefore, long startBehind) {
        @Override
        public String toString() {
            return "0x" + Long.toHexString(offset) + ": version " + held + " held, " + atHome
                    + " at home, in session 0x" + Long.toHexString(session) + ", between START " + startBefore + " and "
                    + startBehind;
        }
    }

    private final PeerMirror mirror;
    private final Versions versions;

    /** Written by the checker's thread. */
    private volatile long compared;

    private volatile long overtaken;
    private volatile long stale;
    private volatile Finding last;

    /**
     * Not yet run.
     *
     * @param mirror the peer that is looked at
     * @param versions which there are
     */
    public StalenessChecker(PeerMirror mirror, Versions versions) {
        this.mirror = Objects.requireNonNull(mirror, "mirror");
        this.versions = Objects.requireNonNull(versions, "versions");
    }

    /** One look. Returns 0, so that who runs it idles behind each. */
    @Override
    public int doWork() {
        if (!mirror.isClosed()) {
            long offset = versions.nextOffset();
            try (MirrorGuard guard = mirror.guard(offset, 1)) {
                look(offset, guard);
            }
        }
        return 0;
    }

    private void look(long offset, MirrorGuard guard) {
        long seen = guard.tryReadBegin();
        long held = seen == Subscription.BUSY || seen == Subscription.CLOSED_FOR_GOOD ? NOTHING : versions.held(offset);
        if (held == NOTHING) {
            return;
        }
        long session = mirror.token().session();
        long startBefore = mirror.lastStart();
        long atHome = versions.atHome(offset);
        if (guard.readRetry(seen)) {
            overtaken++;
            return;
        }
        if (held != atHome) {
            Finding found = new Finding(offset, held, atHome, session, startBefore, mirror.lastStart());
            last = found;
            stale++;
            PeerRecordings.tell(() -> PeerStaleEvent.commit(mirror.toString(), found));
        }
        compared++;
    }

    /**
     * Returns how many times what was held was compared with what the home has. If this does not grow, nothing is checked. Any thread.
     *
     * @return a count
     */
    public long compared() {
        return compared;
    }

    /**
     * Returns how many times the home had answered, and a window had been opened, or the session or its lease was over, so that nothing
     * could be said. Any thread.
     *
     * @return a count
     */
    public long overtaken() {
        return overtaken;
    }

    /**
     * Returns how many times the two were not the same: something that the home had changed would have been used. Each is told to flight
     * recordings, as {@code io.rangecast.PeerStale}. Any thread.
     *
     * @return a count that is 0 where all is right
     */
    public long stale() {
        return stale;
    }

    /**
     * Returns the last stale version: where, both versions, and between which STARTs of which session. Any thread.
     *
     * @return a sentence for a log; empty if there was nothing
     */
    public String lastStale() {
        Finding found = last;
        return found == null ? "" : found.toString();
    }

    @Override
    public String roleName() {
        return "staleness of " + mirror;
    }

    @Override
    public String toString() {
        return roleName();
    }
}
