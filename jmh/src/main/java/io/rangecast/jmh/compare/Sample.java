package io.rangecast.jmh.compare;

/**
 * What one contender did in one round.
 *
 * @param value in the question's unit
 * @param placement where the threads were, before and after
 * @param pingPong what the calibrator read, in nanoseconds; 0 for one thread
 */
record Sample(double value, Placement placement, double pingPong) {}
