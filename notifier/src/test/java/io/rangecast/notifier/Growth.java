package io.rangecast.notifier;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How what a step costs grows with what is there already: a ratio within one run, so that it says nothing of the machine.
 * What must not grow may come out a few times as slow for caches that miss; what is linear comes out a hundred times.
 */
final class Growth {
    /** Below it nothing has grown with sizes a hundred times apart. */
    static final double NONE = 12;

    private static final int ROUNDS = 9;

    private Growth() {}

    /**
     * What a step costs with a hundred times as much there.
     *
     * @param smallest how much is there in the smallest of the worlds that are measured; ten and a hundred times as much
     *     in the others
     * @param steps how many steps to measure at once
     * @param world makes a world with so much in it, and answers the step
     */
    static double ofStep(int smallest, int steps, IntFunction<Runnable> world) {
        Runnable warm = world.apply(smallest);
        run(warm, Math.max(2_000, steps));
        Runnable[] worlds = IntStream.of(smallest, 10 * smallest, 100 * smallest)
                .mapToObj(world)
                .toArray(Runnable[]::new);
        long[] least = new long[worlds.length];
        Arrays.fill(least, Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) { // in turn, so that all meet the same noise
            for (int i = 0; i < worlds.length; i++) {
                least[i] = Math.min(least[i], run(worlds[i], steps));
            }
        }
        return (double) Math.max(least[1], least[2]) / least[0];
    }

    private static long run(Runnable step, int times) {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            step.run();
        }
        return System.nanoTime() - begun;
    }
}
