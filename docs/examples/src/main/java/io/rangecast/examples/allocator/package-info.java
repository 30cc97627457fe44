/** An allocator's debug mode: poison on free, and the name and stack of whoever keeps an address for too long. */
package io.rangecast.examples.allocator;
