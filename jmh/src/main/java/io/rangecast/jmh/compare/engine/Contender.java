package io.rangecast.jmh.compare.engine;

/** One way to do the work of a question. */
public interface Contender {
    /** The name in the table. */
    String name();

    /**
     * Works for about as long as told and checks what came out, so that none of the work can be left out.
     *
     * @param round tells what to work on, the same for all contenders
     * @param nanos how long, about
     * @return a value for each question of the experiment, in its unit
     * @throws IllegalStateException if the outcome is not what the others have
     */
    double[] sample(int round, long nanos);

    /**
     * Works as other users of the same structure in the same program would, so that the compiler cannot take the
     * measured use for the only one.
     *
     * @param round tells what to work on
     * @param nanos how long, about
     */
    default void useOtherwise(int round, long nanos) {}
}
