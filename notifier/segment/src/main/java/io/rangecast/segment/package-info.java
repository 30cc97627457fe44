/**
 * Memory segments that can be revoked under their readers, at the price of asking those who read them.
 *
 * <p>A segment of a shared {@link java.lang.foreign.Arena} may be closed under its readers too: the JVM then stops each of
 * its threads at a handshake, whether it reads the segment or not. Here each reader gets a <b>lease</b>: a segment over the
 * same memory in a confined arena of its own. To revoke the memory, only the readers that have a lease of it are told, and each
 * closes its own, which is a store. A reader that goes on with a stale lease gets an {@link IllegalStateException}, as with any
 * closed arena, and never what is there now.
 *
 * <ul>
 *   <li>{@link io.rangecast.segment.RevocableSegment} is the memory: your own, or mapped.
 *   <li>{@link io.rangecast.segment.SegmentReader} leases it for a thread with a loop of its own, from poll to poll.
 *   <li>{@link io.rangecast.segment.SegmentGroup} leases it for tasks, requests and virtual threads, inside sections.
 *   <li>{@link io.rangecast.segment.RevocableArena} is an {@code Arena} that allocates from it, to be handed on.
 * </ul>
 *
 * <p><b>What cannot be had</b>, as the JDK's types do not allow it:
 * <ul>
 *   <li>One segment for all threads: a lease belongs to the thread that has taken it, and is a {@link WrongThreadException}
 *       elsewhere. Segments of another scope, such as the global one, are not checked by anybody.
 *   <li>{@link java.lang.foreign.MemorySegment.Scope#isAlive} of a lease says whether <i>this reader</i> has let go, not
 *       whether the memory is revoked: that is {@link io.rangecast.segment.RevocableSegment#isRevoked}.
 *   <li>A lease that a native call, or an I/O operation on its buffer, uses just now cannot be closed. If its thread polls
 *       meanwhile, in an upcall, the poll throws, the record is not acknowledged and comes again, and the revocation goes on
 *       waiting: the memory stays.
 *   <li>An address that is taken out of a lease, by {@link java.lang.foreign.MemorySegment#address} or {@code reinterpret}
 *       with another scope, is checked by nobody. It is good until the next poll, or the end of the section.
 * </ul>
 *
 * <p><b>Native access</b>: leases and mappings are restricted methods of the JDK. From JDK 24 on it warns of them, unless it
 * is started with {@code --enable-native-access=io.rangecast.segment}, or {@code =ALL-UNNAMED} on the class path. Where it
 * denies them, no {@link io.rangecast.segment.RevocableSegment} is made, and an {@link IllegalCallerException} says so.
 *
 * <p>There is no protocol here but that of {@link io.rangecast.notifier}: memory is marked as revoked, by a volatile write,
 * before the start that revokes it looks who subscribes; readers subscribe, or enter, before they read that mark.
 */
package io.rangecast.segment;
