package io.rangecast.aeron;

/**
 * What a home knows of a peer, at some moment.
 *
 * @param name the peer's name, with its process and host: what {@code laggards} say
 * @param incarnation the random number by which its process knows itself
 * @param owner by which the peer is spared when it is the owner of a migration, or of an exclusive use
 * @param hasWitness whether a socket proves that its process lives
 * @param joined whether it is told at present; if not, it is waited for all the same
 * @param starts how many starts were sent to it, in all its sessions
 * @param acknowledged how many of them it has answered
 * @param sessions how often it has joined
 */
public record PeerStatus(
        String name,
        long incarnation,
        long owner,
        boolean hasWitness,
        boolean joined,
        long starts,
        long acknowledged,
        long sessions) {}
