/**
 * Questions about the structures of {@code io.rangecast.ranges}: find, query, update, and a writer beside readers. Their
 * rivals are in {@code io.rangecast.jmh.rivals}.
 */
package io.rangecast.jmh.compare.ranges;
