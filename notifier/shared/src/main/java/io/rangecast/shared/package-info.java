/**
 * Range invalidation across processes of one host. One process is the {@link io.rangecast.shared.SharedHome} of a space: it
 * changes memory. Others hold what is derived from it, and are each a {@link io.rangecast.shared.SharedPeer}, or a program in C
 * with {@code rangecast_shared.h}, which is beside these classes: a start of the home's waits until they have let go. They meet
 * in a mapped file, and need neither a driver nor an option of the JVM. The protocol, and what holds when something fails, is in
 * docs/shared.md.
 *
 * <p>No byte of memory safety depends on a clock. Time decides only when an agent looks again.
 */
package io.rangecast.shared;
