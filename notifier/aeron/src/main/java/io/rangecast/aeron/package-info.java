/**
 * Range invalidation across processes and machines. One process is the {@link io.rangecast.aeron.PeerHome} of a space: it changes
 * memory. Others hold what is derived from it, and are each a {@link io.rangecast.aeron.PeerMirror}: a start of the home's waits
 * until they have let go. The protocol, and what holds when something fails, is in docs/remote.md.
 *
 * <p>No byte of memory safety depends on a clock. Time decides when to send a heartbeat, when to try again, and when a mirror that
 * hears nothing drops everything; that a home goes on only for a mirror that has asked for leases, of which nobody has an address.
 */
package io.rangecast.aeron;
