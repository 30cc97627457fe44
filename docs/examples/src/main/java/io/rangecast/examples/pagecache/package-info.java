/** A page cache of fixed frames over a mapped file: eviction by a clock, and dirty pages that are written back. */
package io.rangecast.examples.pagecache;
