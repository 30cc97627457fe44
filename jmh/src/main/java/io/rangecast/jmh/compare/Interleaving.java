package io.rangecast.jmh.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs contenders in turn: in each round all of them, one sample each, in an order of its own. Whatever slows the machine
 * for longer than a round slows all alike, so that the ratio of two samples of one round is worth more than any of them.
 */
final class Interleaving {
    private final List<Contender> contenders;
    private final long nanos;
    private final SplittableRandom random;

    Interleaving(List<Contender> contenders, long nanos, long seed) {
        this.contenders = contenders;
        this.nanos = nanos;
        this.random = new SplittableRandom(seed);
    }

    /** Lets all run until they are compiled, in the measured use and in others. */
    void warmUp(int turns) {
        for (int turn = 0; turn < turns; turn++) {
            for (Contender contender : shuffled()) {
                contender.useOtherwise(turn, nanos);
                contender.sample(turn, nanos);
            }
        }
    }

    /** Measures. */
    Map<String, List<Sample>> run(int rounds) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender.name(), new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : shuffled()) {
                double value = contender.sample(round, nanos);
                samples.get(contender.name()).add(new Sample(value, Placement.ONE_THREAD, 0));
            }
        }
        return samples;
    }

    private List<Contender> shuffled() {
        List<Contender> order = new ArrayList<>(contenders);
        for (int i = order.size() - 1; i > 0; i--) {
            order.add(order.remove(random.nextInt(i + 1)));
        }
        return order;
    }
}
