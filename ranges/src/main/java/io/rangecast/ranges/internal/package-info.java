/** Code that {@code ranges} and {@code notifier} share and users do not see: no other module may read it. */
package io.rangecast.ranges.internal;
