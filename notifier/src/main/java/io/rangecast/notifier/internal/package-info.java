/**
 * Code that the modules share that tell other processes, and that users do not see: no other module may read it. {@link
 * io.rangecast.notifier.internal.HomeWitness} and {@link io.rangecast.notifier.internal.MirrorWitness} are the two ends
 * of a socket that proves the death of a process; a {@link io.rangecast.notifier.internal.HomeLock} keeps a second home
 * away; a {@link io.rangecast.notifier.internal.MirrorWindow} is a window of another process's, as it is open in this
 * one; {@link io.rangecast.notifier.internal.PeerRecordings} tells flight recordings who comes and goes.
 */
package io.rangecast.notifier.internal;
