/**
 * Questions about other processes: what it takes to tell them of a change, and what their readers pay.
 */
package io.rangecast.jmh.compare.remote;
