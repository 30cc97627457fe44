/**
 * Records of 64 bytes, carried from one thread to another without a lock. Usable on its own.
 *
 * <p>{@link io.rangecast.records.SpscRecordRing} is the queue, {@link io.rangecast.records.RecordLayout} says what lies
 * where in a record. Addresses are unsigned 64-bit; a record names a half-open range {@code [start, end)} in bytes.
 */
package io.rangecast.records;
