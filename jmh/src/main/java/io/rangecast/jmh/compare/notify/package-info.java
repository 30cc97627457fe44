/**
 * Questions about starts and ends: what they cost who changes memory, by who is hit, and what it costs to free later
 * instead. Their rivals are in {@code io.rangecast.jmh.rivals.notify}.
 */
package io.rangecast.jmh.compare.notify;
