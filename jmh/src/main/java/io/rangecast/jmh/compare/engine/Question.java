package io.rangecast.jmh.compare.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is to be compared, and what is hoped for.
 *
 * @param name short, with its parameters, unique
 * @param parameters for people: size, density, ...
 * @param unit of the values
 * @param better which values are the better ones
 * @param candidate whom it is about
 * @param rivals each with the ratio of candidate to rival that is required; {@link Double#NaN} for none. One that the
 *     JDK does not have is left out of the results
 */
public record Question(
        String name, String parameters, String unit, Better better, String candidate, Map<String, Double> rivals) {

    /** A question without rivals yet. */
    public static Question of(String name, String parameters, String unit, Better better, String candidate) {
        return new Question(name, parameters, unit, better, candidate, Map.of());
    }

    /** The same with one rival more. */
    public Question against(String rival, double required) {
        Map<String, Double> more = new LinkedHashMap<>(rivals);
        more.put(rival, required);
        return new Question(name, parameters, unit, better, candidate, more);
    }

    /** The same with one rival more, of whom nothing is required. */
    public Question against(String rival) {
        return against(rival, Double.NaN);
    }
}
