/** A near cache in other processes, whose entries are never older than what the home has changed. */
package io.rangecast.examples.nearcache;
