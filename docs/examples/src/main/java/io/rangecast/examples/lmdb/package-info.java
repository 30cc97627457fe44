/** LMDB by lmdbjava: a store whose map grows, and moves, under readers that hold addresses into it. */
package io.rangecast.examples.lmdb;
