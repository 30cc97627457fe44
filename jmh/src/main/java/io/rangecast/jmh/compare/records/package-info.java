/**
 * Questions about records on their way from one thread to another. Their rivals are in
 * {@code io.rangecast.jmh.rivals.records}.
 */
package io.rangecast.jmh.compare.records;
