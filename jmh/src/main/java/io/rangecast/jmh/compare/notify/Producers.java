package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.InTurn;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How many starts and ends all producers together get done, each hitting one callback. */
public final class Producers {
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int MOST = 4;
    private static final String TWO = "two producers";
    private static final String ONE = "one producer";
    private static final List<BusKind> RIVALS = List.of(BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER);

    private Producers() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (int producers : new int[] {1, 2, MOST}) {
            Question question = question(
                    "scaling-producers-" + producers,
                    Names.count(producers, "producer") + ", each with ranges of its own",
                    BusKind.RANGECAST.label());
            for (BusKind rival : RIVALS) {
                question = question.against(rival.label());
            }
            experiments.add(new Experiment(
                    "producers-1k-" + producers, List.of(question), List.of(), seed -> scaling(producers, seed)));
        }
        experiments.add(new Experiment(
                "two-producers-1k",
                List.of(
                        question("producers-disjoint-2", "each with ranges of its own", TWO)
                                .against(ONE, 1.8),
                        question("producers-overlapping-2", "all starts hit one callback", TWO)
                                .against(ONE)),
                List.of(),
                Producers::twoAgainstOne));
        return experiments;
    }

    private static Question question(String name, String ranges, String candidate) {
        return Question.of(
                name,
                "1k subscriptions, one callback hit, " + ranges,
                "starts and ends per second",
                Better.HIGHER,
                candidate);
    }

    private static Contest scaling(int producers, long seed) {
        Partner partner = producers == 2 ? new Partner() : null;
        Crew crew = producers > 2 ? new Crew(producers - 1) : null;
        List<Contender> contenders = new ArrayList<>();
        List<BusKind> all = new ArrayList<>(RIVALS);
        all.add(0, BusKind.RANGECAST);
        for (BusKind each : all) {
            contenders.add(new Rate(each.label(), lanes(each, producers, false, seed), partner, crew));
        }
        return new StartContest(contenders, List.of(), partner, crew);
    }

    private static Contest twoAgainstOne(long seed) {
        Partner partner = new Partner();
        List<Contender> two = new ArrayList<>();
        List<Contender> one = new ArrayList<>();
        for (boolean overlapping : new boolean[] {false, true}) {
            two.add(new Rate(TWO, lanes(BusKind.RANGECAST, 2, overlapping, seed), partner, null));
            one.add(new Rate(ONE, lanes(BusKind.RANGECAST, 1, overlapping, seed), null, null));
        }
        return new StartContest(List.of(new InTurn(TWO, two), new InTurn(ONE, one)), List.of(), partner, null);
    }

    /** What each producer does, in parts of the subscriptions that lie apart, or all over one of them. */
    private static List<Lane> lanes(BusKind of, int producers, boolean overlapping, long seed) {
        InvalidationBus<?> bus = of.open();
        PageProbes.subscribe(bus, SUBSCRIPTIONS, seed, (start, end) -> {});
        List<Lane> lanes = new ArrayList<>();
        int part = SUBSCRIPTIONS / MOST;
        for (int i = 0; i < producers; i++) {
            PageProbes probes =
                    PageProbes.hitting(1, overlapping ? 1 : part, seed + i).from(overlapping ? 0 : i * part);
            lanes.add(new Lane(bus.newProducer(Waiting.SHARING).newWindow(), probes));
        }
        return lanes;
    }

    /** What one producer does: its range and what it has hit are its own. */
    private record Lane(BusWindow window, PageProbes probes) {
        /** Works until a moment; returns how many starts that were. */
        long until(long deadline) {
            long done = 0;
            long told = 0;
            do {
                for (int i = 0; i < Block.QUERIES; i++) {
                    told += window.start(probes.start((int) done), probes.end((int) done));
                    window.end();
                    done++;
                }
            } while (System.nanoTime() - deadline < 0);
            if (told != done) {
                throw new IllegalStateException(done + " starts told " + told + " listeners");
            }
            return done;
        }
    }

    /** All producers at once. */
    private record Rate(String name, List<Lane> lanes, Partner partner, Crew crew) implements Contender {
        @Override
        public double[] sample(int round, long nanos) {
            LongAdder done = new LongAdder();
            long begun = System.nanoTime();
            long deadline = begun + nanos;
            Runnable first = () -> done.add(lanes.get(0).until(deadline));
            if (partner != null) {
                partner.together(first, () -> done.add(lanes.get(1).until(deadline)));
            } else if (crew != null) {
                crew.together(first, i -> done.add(lanes.get(i + 1).until(deadline)));
            } else {
                first.run();
            }
            return new double[] {done.sum() * 1e9 / (System.nanoTime() - begun)};
        }
    }
}
