/**
 * Compares the structures with their rivals: {@link io.rangecast.jmh.compare.Compare} divides the time, starts a JVM for
 * each of the {@link io.rangecast.jmh.compare.Experiments}, and has the results written.
 *
 * <p>A further question is a class of the package named for what it is about, {@code ranges}, {@code notify},
 * {@code records} or {@code memory}, and a line in {@code Experiments}. {@code engine} measures, {@code report} shows.
 */
package io.rangecast.jmh.compare;
