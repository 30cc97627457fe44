package io.rangecast.aeron;

/**
 * State and counts of a mirror, at some moment.
 *
 * @param joined whether a home tells it at present
 * @param incarnation by which the home knows it
 * @param owner the number by which homes know it, for migrations and exclusive uses of its own, the same for as long as its
 *     process lives; 0 before it has joined one
 * @param sessions how often it has joined
 * @param losses how often it has lost its home, and dropped everything
 * @param resumed how often it has gone on with a session over another link, and dropped nothing but what was changed
 * @param lastLoss why, the last time; empty if there was none
 * @param lastRefusal why the last attempt to join came to nothing; empty if none has
 * @param refusedHomes how many homes it has refused, as it had met a later one
 * @param foreign how many messages it has dropped, as they belonged to no session or an old one, or had come before
 */
public record MirrorStatus(
        boolean joined,
        long incarnation,
        long owner,
        long sessions,
        long losses,
        long resumed,
        String lastLoss,
        String lastRefusal,
        long refusedHomes,
        long foreign) {}
