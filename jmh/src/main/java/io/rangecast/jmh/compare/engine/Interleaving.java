package io.rangecast.jmh.compare.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Runs contenders in turn: in each round all of them, one sample each, in an order of its own. Whatever slows the machine
 * for longer than a round slows all alike, so that the ratio of two samples of one round is worth more than any of them.
 */
public final class Interleaving {
    private final List<? extends Contender> contenders;
    private final Partner partner;
    private final long nanos;
    private final SplittableRandom random;

    public Interleaving(Contest contest, long nanos, long seed) {
        this.contenders = contest.contenders();
        this.partner = contest.partner();
        this.nanos = nanos;
        this.random = new SplittableRandom(seed);
    }

    /** Warms up with exactly so many turns. */
    public void warmUp(int turns, boolean otherUses) {
        warmUp(Bounds.exactly(turns), 0, otherUses);
    }

    /**
     * Lets all run until they are compiled, in the measured use and, if so wished, in others.
     *
     * @param deadline after which there are no more turns than the least, by {@link System#nanoTime}
     */
    public void warmUp(Bounds turns, long deadline, boolean otherUses) {
        for (int turn = 0; turns.goesOn(turn, deadline); turn++) {
            for (Contender contender : shuffled()) {
                if (otherUses) {
                    contender.useOtherwise(turn, nanos);
                }
                contender.sample(turn, nanos);
                pingPong(); // interpreted, it would read as if the threads were far apart
            }
        }
    }

    /** Measures exactly so many rounds. */
    public Map<String, List<Sample>> run(int rounds) {
        return run(Bounds.exactly(rounds), 0);
    }

    /**
     * Measures.
     *
     * @param deadline after which there are no more rounds than the least, by {@link System#nanoTime}
     */
    public Map<String, List<Sample>> run(Bounds rounds, long deadline) {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        contenders.forEach(contender -> samples.put(contender.name(), new ArrayList<>()));
        double before = pingPong();
        for (int round = 0; rounds.goesOn(round, deadline); round++) {
            for (Contender contender : shuffled()) {
                double[] values = contender.sample(round, nanos);
                double after = pingPong();
                samples.get(contender.name()).add(sample(values, before, after));
                before = after;
            }
        }
        return samples;
    }

    private double pingPong() {
        return partner == null ? 0 : partner.pingPong();
    }

    private Sample sample(double[] values, double before, double after) {
        Placement placement = partner == null ? Placement.ANY : Placement.of(before, after);
        return new Sample(values, placement, (before + after) / 2);
    }

    private List<Contender> shuffled() {
        List<Contender> order = new ArrayList<>(contenders);
        for (int i = order.size() - 1; i > 0; i--) {
            order.add(order.remove(random.nextInt(i + 1)));
        }
        return order;
    }
}
