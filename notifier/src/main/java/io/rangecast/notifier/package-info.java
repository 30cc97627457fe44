/**
 * Tells threads that hold addresses into a range of memory that the range is about to change, and the changer when it
 * may: the MMU notifiers of Linux for off-heap memory.
 *
 * <p>A producer brackets each change by {@link io.rangecast.notifier.Invalidator#invalidateRangeStart} and
 * {@link io.rangecast.notifier.Invalidator#invalidateRangeEnd}; between them is a <i>window</i>. Subscribers of the range
 * in the {@link io.rangecast.notifier.AddressSpace} are told in one of two ways: by a callback in the producer's thread
 * ({@link io.rangecast.notifier.IntervalNotifier}), or by a record in their own thread
 * ({@link io.rangecast.notifier.Subscriber}). Sections of a {@link io.rangecast.notifier.ReaderGroup} are not told, but
 * waited for. A mirror of the whole space registers a {@link io.rangecast.notifier.Notifier}, called as the former.
 * Optimistic readers need not be told: they ask their {@link io.rangecast.notifier.Subscription} whether to try again.
 *
 * <p><b>Rooms.</b> Where to begin, by what one has to do:
 * <ul>
 *   <li><i>Manage memory</i>: {@link io.rangecast.notifier.AddressSpace}, whose {@code map}, {@code unmap} and their like
 *       keep its areas, each a {@link io.rangecast.notifier.Vma}, and do a {@link io.rangecast.notifier.MemoryChange}.
 *   <li><i>Change it</i>: {@link io.rangecast.notifier.Invalidator}, with an
 *       {@link io.rangecast.notifier.InvalidationRange} or an {@link io.rangecast.notifier.InvalidationBatch}, an
 *       {@link io.rangecast.notifier.InvalidationEvent} for the reason, and an
 *       {@link io.rangecast.notifier.InvalidationResult} for the result.
 *   <li><i>Free it later</i>: {@link io.rangecast.notifier.Invalidator#retire}, {@link io.rangecast.notifier.MemoryReaper},
 *       {@link io.rangecast.notifier.Reclaimer}, {@link io.rangecast.notifier.QuarantinedMemory}.
 *   <li><i>Hold addresses in a thread that polls</i>: {@link io.rangecast.notifier.Subscriber} with a
 *       {@link io.rangecast.notifier.RecordHandler} that takes each {@link io.rangecast.notifier.InvalidationRecord};
 *       {@link io.rangecast.notifier.SubscriberAgent}; {@link io.rangecast.notifier.TranslationCache} and
 *       {@link io.rangecast.notifier.DerivedValue} for what it keeps.
 *   <li><i>Hold them in a task</i>: {@link io.rangecast.notifier.ReaderGroup}.
 *   <li><i>Copy and ask afterwards</i>: {@link io.rangecast.notifier.Subscription}, of
 *       {@link io.rangecast.notifier.AddressSpace#guard(long, long)}.
 *   <li><i>Be called</i>: {@link io.rangecast.notifier.IntervalNotifier},
 *       {@link io.rangecast.notifier.Notifier} with its {@link io.rangecast.notifier.Registration}.
 *   <li><i>Know who is late, and why</i>: {@link io.rangecast.notifier.LaggardPolicy}, the exceptions,
 *       {@link io.rangecast.notifier.SpaceCounters}, {@link io.rangecast.notifier.SubscriberCounters}.
 * </ul>
 *
 * <p>Addresses are unsigned 64-bit, ranges half-open {@code [start, end)} in bytes, times in nanoseconds. Bad input is
 * refused by an exception that shows its values in hex, before anything has changed.
 *
 * <p><b>Diagnosis.</b> {@link io.rangecast.notifier.AddressSpace#counters} and
 * {@link io.rangecast.notifier.Subscriber#counters} may be read at any time. In a flight recording,
 * {@code io.rangecast.InvalidationTimeout} is on by default; {@code io.rangecast.InvalidateRangeStart} (with duration,
 * hits and whether it waited) and {@code io.rangecast.InboxOverflow} cost nothing until they are enabled.
 *
 * <p>A JVM started with {@code -Dio.rangecast.checked=true} also looks for misuse: two threads use one invalidator at the same
 * time; a reader waits for a window of its own thread; a section of a group is left twice, or its thread starts a window that
 * would wait for it; a window is still open when its thread has died, or its space ends. A misuse by the calling thread is
 * thrown there; the {@link io.rangecast.notifier.InvalidationErrorHandler} is told of the others.
 */
package io.rangecast.notifier;
