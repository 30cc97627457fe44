package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.workload.PageProbes;
import java.util.ArrayList;
import java.util.List;

/** What it costs to subscribe a callback and to close that again, by the number of subscriptions. One thread. */
public final class Subscribing {
    private static final int[] SIZES = {1_000, 100_000};

    /** Of red-black, which inserts and removes a node under its lock, and does nothing else. */
    private static final double[] REQUIRED = {1.5, 1.0};

    private Subscribing() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            int size = SIZES[i];
            Question question = Question.of(
                            "subscribe-close-" + Names.of(size),
                            Names.count(size, "subscription") + ", and one more that comes and goes",
                            "ns to subscribe and close",
                            Better.LOWER,
                            BusKind.RANGECAST.label())
                    .against(BusKind.TREE_MAP.label())
                    .against(BusKind.RED_BLACK.label(), REQUIRED[i])
                    .against(BusKind.MMU_NOTIFIER.label());
            experiments.add(Experiment.of(question, seed -> contest(size, seed)));
        }
        return experiments;
    }

    private static Contest contest(int size, long seed) {
        List<Contender> contenders = new ArrayList<>();
        for (BusKind kind : List.of(BusKind.RANGECAST, BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER)) {
            InvalidationBus<?> bus = kind.open();
            Calls calls = new Calls();
            PageProbes.subscribe(bus, size, seed, calls);
            Block block = SubscribeLoops.over(bus, PageProbes.missing(size, seed), calls);
            contenders.add(new BlockSampler(kind.label(), block, StartLoops.answers(0)));
        }
        return new StartContest(contenders, List.of(), null, null);
    }
}
