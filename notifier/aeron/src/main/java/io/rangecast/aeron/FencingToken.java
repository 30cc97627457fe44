package io.rangecast.aeron;

/**
 * The session of a peer that asks the home for a change: {@link PeerMirror#token}, {@link PeerHome#accepts}. A
 * process that was paused does not know that the home has gone on without it; the home does.
 *
 * @param incarnation the random number by which the peer's process knows itself
 * @param session the number of its session, by which no other is called
 */
public record FencingToken(long incarnation, long session) {}
