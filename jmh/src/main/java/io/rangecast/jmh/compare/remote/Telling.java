package io.rangecast.jmh.compare.remote;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Latencies;
import io.rangecast.jmh.remote.Idle;
import io.rangecast.jmh.remote.MappedWord;
import io.rangecast.jmh.remote.Pace;
import io.rangecast.jmh.remote.Teller;
import io.rangecast.jmh.remote.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Tells of one change after the other. The values are three percentiles of how long that takes, in microseconds, once for each
 * candidate of the experiment.
 */
final class Telling implements Contender, AutoCloseable {
    private final Way way;
    private final MappedWord turn;
    private final int candidates;
    private final Teller teller;
    private final Latencies latencies = new Latencies();

    /**
     * A contender, ready.
     *
     * @param turn of this way when it has its number
     * @param candidates for how many questions the percentiles are
     */
    Telling(Way way, Idle idle, MappedWord turn, int candidates) {
        this.way = way;
        this.turn = turn;
        this.candidates = candidates;
        turn.set(way.ordinal());
        try {
            teller = way.open(Pace.inTurn(idle, turn, way.ordinal()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return way.label();
    }

    @Override
    public double[] sample(int round, long nanos) {
        turn.set(way.ordinal());
        for (int i = 0; i < 2; i++) { // until all of this way have seen that it is their turn
            teller.tell();
            teller.settle();
        }
        latencies.begin();
        long begun = System.nanoTime();
        long now;
        do {
            long before = System.nanoTime();
            teller.tell();
            latencies.record(System.nanoTime() - before);
            teller.settle();
            now = System.nanoTime();
        } while (now - begun < nanos);
        double[] percentiles = {latencies.ofSample(0.5), latencies.ofLast(0.99), latencies.ofLast(0.999)};
        return IntStream.range(0, candidates)
                .boxed()
                .flatMapToDouble(each -> DoubleStream.of(percentiles))
                .toArray();
    }

    /** The other processes have to be warm, too. */
    @Override
    public void useOtherwise(int round, long nanos) {
        sample(round, nanos);
    }

    @Override
    public void close() {
        try {
            teller.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
