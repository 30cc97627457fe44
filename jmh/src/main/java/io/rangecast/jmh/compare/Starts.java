package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.notify.BusProducer;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import java.util.ArrayList;
import java.util.List;

/**
 * What a start and its end cost in one thread, by the number of subscriptions: if none is hit, if one callback is, and if
 * one is hit by a start inside a start.
 */
final class Starts {
    private static final int[] SIZES = {0, 1, 1_000, 100_000, 1_000_000};
    private static final int GREATEST_SIZE = 10_000_000;

    /** With more listeners, it would take seconds to tell them once. */
    private static final int MOST_ON_EVENT_BUS = 1_000;

    private static final String GREATEST_HEAP = "12g";

    private Starts() {}

    static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (int size : SIZES) {
            experiments.add(experiment(size));
        }
        if (Boolean.getBoolean("compare.full")) {
            experiments.add(experiment(GREATEST_SIZE).withJvmArgs("-Xms" + GREATEST_HEAP, "-Xmx" + GREATEST_HEAP));
        }
        return experiments;
    }

    private static Experiment experiment(int size) {
        double required = size == 1_000 || size == 100_000 ? 0.5 : Double.NaN;
        List<Question> questions = new ArrayList<>();
        questions.add(question("scaling-subscriptions-", "none hit", size, required));
        if (size > 0) {
            questions.add(question("start-one-callback-", "one callback hit", size, Double.NaN));
            questions.add(question("start-nested-", "one callback hit, a start inside a start", size, Double.NaN));
        }
        return new Experiment("start-" + Names.of(size), questions, List.of(), seed -> contest(size, seed));
    }

    private static Question question(String prefix, String hits, int size, double required) {
        Question question = Question.of(
                prefix + Names.of(size),
                Names.of(size) + " subscriptions, " + hits,
                "ns per start and end",
                Better.LOWER,
                Buses.RANGECAST.label());
        for (Buses rival : rivals(size)) {
            question = question.against(rival.label(), required);
        }
        return question;
    }

    private static List<Buses> rivals(int size) {
        List<Buses> rivals = new ArrayList<>(List.of(Buses.TREE_MAP, Buses.RED_BLACK));
        if (size <= MOST_ON_EVENT_BUS) {
            rivals.add(Buses.EVENT_BUS);
        }
        return rivals;
    }

    private static Contest contest(int size, long seed) {
        List<List<Block>> blocks = new ArrayList<>();
        List<Buses> all = new ArrayList<>(rivals(size));
        all.add(0, Buses.RANGECAST);
        for (Buses each : all) {
            blocks.add(blocks(each.open(), size, seed));
        }
        List<GarbageFree> ours = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (Buses each : all) {
            List<Contender> inTurn = new ArrayList<>();
            for (int i = 0; i < blocks.get(0).size(); i++) {
                long[] expected = BlockSampler.answers(blocks.get(0).get(i), PageProbes.COUNT);
                Block block = blocks.get(all.indexOf(each)).get(i);
                inTurn.add(new BlockSampler(each.label(), block, expected));
            }
            if (each == Buses.RANGECAST) {
                inTurn.forEach(contender -> ours.add(new GarbageFree(contender)));
            }
            contenders.add(new InTurn(each.label(), each == Buses.RANGECAST ? ours : inTurn));
        }
        return new StartContest(contenders, ours, null);
    }

    private static List<Block> blocks(InvalidationBus<?> bus, int size, long seed) {
        Calls calls = new Calls();
        PageProbes.subscribe(bus, size, seed, calls);
        BusProducer producer = bus.newProducer(Waiting.SPINNING);
        List<Block> blocks = new ArrayList<>();
        blocks.add(StartLoops.over(bus, producer, PageProbes.missing(size, seed), calls));
        if (size > 0) {
            PageProbes hitting = PageProbes.hitting(1, size, seed);
            blocks.add(StartLoops.over(bus, producer, hitting, calls));
            blocks.add(StartLoops.nested(bus, producer, hitting, calls));
        }
        return blocks;
    }
}
