package io.rangecast.jmh.compare.engine;

import java.util.Arrays;
import java.util.List;

/** Several contenders as one, for an experiment of several questions: each has its share of the time. */
public record InTurn(String name, List<? extends Contender> contenders) implements Contender {
    @Override
    public double[] sample(int round, long nanos) {
        return contenders.stream()
                .flatMapToDouble(each -> Arrays.stream(each.sample(round, nanos / contenders.size())))
                .toArray();
    }
}
