package io.rangecast.notifier;

/**
 * The counts of what a {@link Subscriber} has done so far.
 *
 * @param records how many it has taken, merged ones included
 * @param failures how often a handler has thrown
 */
public record SubscriberCounters(long records, long failures) {}
