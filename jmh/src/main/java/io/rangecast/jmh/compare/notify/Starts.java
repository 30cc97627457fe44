package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.InTurn;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusProducer;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a start and its end cost in one thread, by the number of subscriptions: if none is hit, if one callback is, and if
 * one is hit by a start inside a start.
 */
public final class Starts {
    private static final int[] SIZES = {0, 1, 8, 64, 1_000, 100_000, 1_000_000};

    /** Of a start that hits one callback, by the sizes from 1 on: to the tree that only calls back. */
    private static final double[] TO_CALLS = {1.4, 1.05, 0.9, 0.95, 0.75, 0.9};

    /** The same, to Linux's own with the same contract. */
    private static final double[] TO_PORT = {0.9, 0.8, 0.7, 0.7, 0.7, 0.7};

    private static final int GREATEST_SIZE = 10_000_000;

    /** With more listeners, it would take seconds to tell them once. */
    private static final int MOST_ON_EVENT_BUS = 1_000;

    private static final String GREATEST_HEAP = "12g";

    private Starts() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (int size : SIZES) {
            experiments.add(experiment(size));
        }
        experiments.add(experiment(GREATEST_SIZE)
                .withJvmArgs("-Xms" + GREATEST_HEAP, "-Xmx" + GREATEST_HEAP)
                .inFullOnly());
        return experiments;
    }

    private static Experiment experiment(int size) {
        List<Question> questions = new ArrayList<>();
        questions.add(question("scaling-subscriptions-", "none hit", size, rival -> ofMisses(size)));
        if (size > 0) {
            questions.add(question("start-one-callback-", "one callback hit", size, rival -> ofHits(rival, size)));
            questions.add(
                    question("start-nested-", "one callback hit, a start inside a start", size, rival -> Double.NaN));
        }
        return new Experiment("start-" + Names.of(size), questions, List.of(), seed -> contest(size, seed));
    }

    private static double ofMisses(int size) {
        return size == 1_000 || size == 100_000 ? 0.5 : Double.NaN;
    }

    private static double ofHits(BusKind rival, int size) {
        int i = Arrays.binarySearch(SIZES, size) - 1;
        if (i < 0) {
            return Double.NaN;
        }
        return switch (rival) {
            case RED_BLACK -> TO_CALLS[i];
            case MMU_NOTIFIER -> TO_PORT[i];
            default -> Double.NaN;
        };
    }

    private static Question question(String prefix, String hits, int size, ToDoubleFunction<BusKind> required) {
        Question question = Question.of(
                prefix + Names.of(size),
                Names.count(size, "subscription") + ", " + hits,
                "ns per start and end",
                Better.LOWER,
                BusKind.RANGECAST.label());
        for (BusKind rival : rivals(size)) {
            question = question.against(rival.label(), required.applyAsDouble(rival));
        }
        return question;
    }

    private static List<BusKind> rivals(int size) {
        List<BusKind> rivals = new ArrayList<>(List.of(BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER));
        if (size <= MOST_ON_EVENT_BUS) {
            rivals.add(BusKind.EVENT_BUS);
        }
        return rivals;
    }

    private static Contest contest(int size, long seed) {
        List<GarbageFree> ours = new ArrayList<>();
        for (BlockSampler sampler : samplers(BusKind.RANGECAST, size, seed)) {
            ours.add(new GarbageFree(sampler));
        }
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new InTurn(BusKind.RANGECAST.label(), ours));
        for (BusKind rival : rivals(size)) {
            contenders.add(new InTurn(rival.label(), samplers(rival, size, seed)));
        }
        return new StartContest(contenders, ours, null, null);
    }

    private static List<BlockSampler> samplers(BusKind of, int size, long seed) {
        InvalidationBus<?> bus = of.open();
        Calls calls = new Calls();
        PageProbes.subscribe(bus, size, seed, calls);
        BusProducer producer = bus.newProducer(Waiting.SPINNING);
        PageProbes missing = PageProbes.missing(size, seed);
        List<BlockSampler> samplers = new ArrayList<>();
        samplers.add(sampler(of, StartLoops.over(bus, producer, missing, calls), 0));
        if (size > 0) {
            PageProbes hitting = PageProbes.hitting(1, size, seed);
            samplers.add(sampler(of, StartLoops.over(bus, producer, hitting, calls), 1));
            samplers.add(sampler(of, StartLoops.nested(bus, producer, hitting, calls), 2));
        }
        return samplers;
    }

    private static BlockSampler sampler(BusKind of, Block block, int hits) {
        return new BlockSampler(of.label(), block, StartLoops.answers(hits));
    }
}
