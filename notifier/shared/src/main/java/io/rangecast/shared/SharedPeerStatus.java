package io.rangecast.shared;

/**
 * A home's knowledge of a peer, at some moment.
 *
 * @param name as the peer calls itself
 * @param pid of its process, as that knows it: in a container it may be another one's here
 * @param incarnation the random number by which the peer is known
 * @param owner by which the peer is spared when it is the owner of a migration, or of an exclusive use
 * @param subscriber what {@code laggards} say: {@code peer NAME PID}
 * @param joined whether it is told at present; if not, it is waited for all the same, but for one that has never joined
 * @param expected whether it had joined a home before this one, and has not joined this one yet: starts wait for it, whatever they
 *     are over
 * @param starts how many starts it was told of by this home, in all its sessions
 * @param acknowledged how many of them it has acknowledged
 * @param sessions how often this home has let it in
 */
public record SharedPeerStatus(
        String name,
        long pid,
        long incarnation,
        long owner,
        String subscriber,
        boolean joined,
        boolean expected,
        long starts,
        long acknowledged,
        long sessions) {}
