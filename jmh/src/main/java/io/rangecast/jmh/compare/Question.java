package io.rangecast.jmh.compare;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be compared, and what is hoped for. All contenders of a question run interleaved in one JVM.
 *
 * @param name short, with its parameters, unique
 * @param parameters for people: size, density, ...
 * @param unit of the values
 * @param better which values are the better ones
 * @param candidate whom it is about
 * @param rivals each with the ratio of candidate to rival that is required; {@link Double#NaN} for none
 * @param contest makes the contenders, in the JVM that measures
 */
record Question(
        String name,
        String parameters,
        String unit,
        Better better,
        String candidate,
        Map<String, Double> rivals,
        Factory contest) {

    /** Builds the structures of a question. */
    @FunctionalInterface
    interface Factory {
        /** Builds and fills everything; all that is random follows from the seed. */
        Contest open(long seed);
    }

    /** The same with one rival more. */
    Question against(String rival, double required) {
        Map<String, Double> more = new LinkedHashMap<>(rivals);
        more.put(rival, required);
        return new Question(name, parameters, unit, better, candidate, more, contest);
    }

    /** The same with one rival more, of whom nothing is required. */
    Question against(String rival) {
        return against(rival, Double.NaN);
    }
}
