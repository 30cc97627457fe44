/**
 * What becomes of the samples: {@link io.rangecast.jmh.compare.report.Result results}, the table of a terminal, and the
 * {@link io.rangecast.jmh.compare.report.Report page} with its plots.
 */
package io.rangecast.jmh.compare.report;
