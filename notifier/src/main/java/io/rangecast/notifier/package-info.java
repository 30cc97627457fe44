/**
 * Tells threads that hold addresses into a range of memory that the range is about to change, and the changer when it
 * may: the MMU notifiers of Linux for off-heap memory.
 *
 * <p>A producer brackets each change by {@link io.rangecast.notifier.Invalidator#invalidateRangeStart} and
 * {@link io.rangecast.notifier.Invalidator#invalidateRangeEnd}; between them is a <i>window</i>. Who has subscribed to
 * the range in the {@link io.rangecast.notifier.AddressSpace} is told in one of two ways: by a callback in the
 * producer's thread ({@link io.rangecast.notifier.IntervalNotifier}), or by a record in its own thread ({@link
 * io.rangecast.notifier.Subscriber}). Who mirrors the whole space registers a
 * {@link io.rangecast.notifier.Notifier}, called as the former. Optimistic readers need not be told: they ask their
 * {@link io.rangecast.notifier.Subscription} whether to try again.
 *
 * <p>Addresses are unsigned 64-bit, ranges half-open {@code [start, end)} in bytes, times in nanoseconds. Bad input is
 * answered by an exception that shows its values in hex, before anything has changed.
 */
package io.rangecast.notifier;
