/** Apache Lucene: a directory that maps files and retires them, under searches that hold addresses and no references. */
package io.rangecast.examples.lucene;
