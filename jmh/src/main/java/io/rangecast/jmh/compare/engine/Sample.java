package io.rangecast.jmh.compare.engine;

/**
 * What one contender did in one round.
 *
 * @param values one for each question of the experiment, in its unit
 * @param placement where the threads were, before and after
 * @param pingPong what the calibrator read, in nanoseconds; 0 for one thread
 */
public record Sample(double[] values, Placement placement, double pingPong) {}
