package io.rangecast.notifier;

/**
 * The counts of what has happened in an {@link AddressSpace} so far.
 *
 * @param windows how many windows were started, also those that returned {@link InvalidationResult#AGAIN}
 * @param hits how many subscriptions they hit
 * @param records how many records were published
 * @param merges how many of these did not fit into a ring and were merged
 * @param agains how many non-blocking starts returned {@link InvalidationResult#AGAIN}
 * @param waits how many waits for acknowledgements were not over at the first look
 * @param timeouts how many of these ended at their deadline
 * @param laggards how many subscribers had not acknowledged by then, each counted each time
 * @param evictions how many subscribers, reader groups, subscriptions with a callback and notifiers were evicted
 * @param deaths how often the death of a subscriber's thread was noticed, or of all that had used one that nobody had attached
 * @param closesOnBehalf how many subscribers with subscriptions here were {@linkplain
 *     Subscriber#closeOnBehalfOfItsThread closed on behalf of their thread}
 * @param retirements how many times {@link Invalidator#retire} returned {@link InvalidationResult#RETIRED}
 * @param failedFrees how many actions that free retired or quarantined memory have thrown
 * @param held how many ranges or batches are retired or quarantined and not freed yet, now
 * @param heldBytes how many bytes these have together, unsigned, now
 */
public record SpaceCounters(
        long windows,
        long hits,
        long records,
        long merges,
        long agains,
        long waits,
        long timeouts,
        long laggards,
        long evictions,
        long deaths,
        long closesOnBehalf,
        long retirements,
        long failedFrees,
        long held,
        long heldBytes) {
    static final SpaceCounters ZERO = new SpaceCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    SpaceCounters plus(SpaceCounters other) {
        return new SpaceCounters(
                windows + other.windows,
                hits + other.hits,
                records + other.records,
                merges + other.merges,
                agains + other.agains,
                waits + other.waits,
                timeouts + other.timeouts,
                laggards + other.laggards,
                evictions + other.evictions,
                deaths + other.deaths,
                closesOnBehalf + other.closesOnBehalf,
                retirements + other.retirements,
                failedFrees + other.failedFrees,
                held + other.held,
                heldBytes + other.heldBytes);
    }

    /** The counts of a space as a whole, which none of its producers counts. */
    static SpaceCounters ofSpace(long deaths, long closesOnBehalf, HeldAmount amount) {
        return new SpaceCounters(
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                deaths,
                closesOnBehalf,
                amount.retirements(),
                amount.failures(),
                amount.blocks(),
                amount.bytes());
    }
}
