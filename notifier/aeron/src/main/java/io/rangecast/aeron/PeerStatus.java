package io.rangecast.aeron;

/**
 * A home's knowledge of a peer, at some moment.
 *
 * @param name as the peer calls itself, by its {@link MirrorOptions}
 * @param pid of its process, on its host
 * @param host as the process itself calls it
 * @param subscriber what {@code laggards} say: {@code peer NAME PID@HOST}
 * @param incarnation the random number by which its process knows itself
 * @param owner by which the peer is spared when it is the owner of a migration, or of an exclusive use; the same for as long as
 *     its process lives
 * @param hasWitness whether a socket proves that its process lives
 * @param leaseNanos how long its leases are, in nanoseconds; 0 if it is waited for without one
 * @param joined whether it is told at present; if not, it is waited for all the same
 * @param expected whether it had joined a home before this one, by the {@linkplain HomeOptions#roster roster}, and not this one
 *     yet: starts wait for it, whatever they are over
 * @param silentNanos for how long nothing was heard of it, in nanoseconds; -1 if nothing ever was
 * @param starts how many starts were sent to it, in all its sessions since it was last forgotten: as it held nothing, and its link
 *     was lost
 * @param acknowledged how many of them it has acknowledged
 * @param sessions how often it has joined, since then, too
 */
public record PeerStatus(
        String name,
        long pid,
        String host,
        String subscriber,
        long incarnation,
        long owner,
        boolean hasWitness,
        long leaseNanos,
        boolean joined,
        boolean expected,
        long silentNanos,
        long starts,
        long acknowledged,
        long sessions) {}
