/**
 * Questions about reading memory that may be revoked, and revoking it. Their rivals are in
 * {@code io.rangecast.jmh.rivals.memory}.
 */
package io.rangecast.jmh.compare.memory;
