/** What other processes cost. */
package io.rangecast.jmh.remote;
