package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.compare.engine.BlockSampler;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.InTurn;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.rivals.notify.RangecastBus;
import io.rangecast.jmh.workload.PageProbes;
import io.rangecast.notifier.Invalidator;
import java.util.ArrayList;
import java.util.List;

/** Starts that hit one listening thread, which spins: one by one, and many in a batch; and a batch that hits callbacks. */
public final class StartsToThread {
    private static final int SUBSCRIPTIONS = 1_000;
    private static final String SINGLE = "single starts";
    private static final String BATCH = "InvalidationBatch";
    private static final String A_THREAD = "a thread that spins";
    private static final int[] BATCHES = {1, 10, 100};
    private static final double[] REQUIRED = {Double.NaN, Double.NaN, 0.35};
    private static final int MANY = 100;
    private static final double REQUIRED_OF_CALLS = 0.5;
    private static final double REQUIRED_OF_ONE = 0.9;

    private StartsToThread() {}

    public static List<Experiment> experiments() {
        Question one = Question.of(
                "start-one-thread-1k",
                "1k subscriptions, one hit, of a thread that spins",
                "ns per start and end",
                Better.LOWER,
                BusKind.RANGECAST.label());
        for (BusKind rival : List.of(BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER, BusKind.EVENT_BUS)) {
            one = one.against(rival.label(), rival == BusKind.RED_BLACK ? REQUIRED_OF_ONE : Double.NaN);
        }
        List<Question> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES.length; i++) {
            String ranges = Names.count(BATCHES[i], "range") + ", none beside another";
            batches.add(batches("batch-" + BATCHES[i], ranges, A_THREAD, REQUIRED[i]));
        }
        batches.add(batches("batch-adjacent-100", "100 ranges, each beside the next", A_THREAD, Double.NaN));
        Question calls = batches(
                "batch-callbacks-" + MANY,
                Names.count(MANY, "range") + ", none beside another",
                "callbacks",
                REQUIRED_OF_CALLS);
        return List.of(
                Experiment.of(one, StartsToThread::oneByOne),
                new Experiment("batch-1k", batches, List.of(), StartsToThread::batches),
                Experiment.of(calls, StartsToThread::batchesOfCalls));
    }

    private static Question batches(String name, String ranges, String listener, double required) {
        return Question.of(
                        name,
                        "a batch of " + ranges + ", 1k subscriptions of " + listener,
                        "ns per range",
                        Better.LOWER,
                        BATCH)
                .against(SINGLE, required);
    }

    private static Contest oneByOne(long seed) {
        Partner partner = new Partner();
        PageProbes hitting = PageProbes.hitting(1, SUBSCRIPTIONS, seed);
        List<GarbageFree> garbageFree = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (BusKind each : BusKind.values()) {
            InvalidationBus<?> bus = each.open();
            Calls calls = new Calls();
            BusInbox inbox = bus.newInbox(calls, Waiting.SPINNING);
            PageProbes.subscribe(bus, SUBSCRIPTIONS, seed, inbox);
            Block block = StartLoops.over(bus, bus.newProducer(Waiting.SPINNING), hitting, calls);
            Contender sampler = new BlockSampler(each.label(), block, StartLoops.answers(1));
            if (each == BusKind.RANGECAST) {
                GarbageFree watched = new GarbageFree(sampler);
                garbageFree.add(watched);
                sampler = watched;
            }
            contenders.add(new BesidePoller(sampler, inbox, partner));
        }
        return new StartContest(contenders, garbageFree, partner, null);
    }

    private static Contest batches(long seed) {
        Partner partner = new Partner();
        List<GarbageFree> garbageFree = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (boolean batched : new boolean[] {true, false}) {
            RangecastBus bus = new RangecastBus();
            Calls calls = new Calls();
            BusInbox inbox = bus.newInbox(calls, Waiting.SPINNING);
            PageProbes.subscribe(bus, SUBSCRIPTIONS, seed, inbox);
            Invalidator invalidator = bus.space().newInvalidator("batches");
            List<GarbageFree> inTurn = new ArrayList<>();
            for (int ranges : BATCHES) {
                inTurn.add(new GarbageFree(new Batches(
                        batched ? BATCH : SINGLE, invalidator, ranges, 2 * PageProbes.PAGE, calls, batched)));
            }
            inTurn.add(new GarbageFree(
                    new Batches(batched ? BATCH : SINGLE, invalidator, 100, PageProbes.PAGE, calls, batched)));
            garbageFree.addAll(inTurn);
            contenders.add(new BesidePoller(new InTurn(batched ? BATCH : SINGLE, inTurn), inbox, partner));
        }
        return new StartContest(contenders, garbageFree, partner, null);
    }

    private static Contest batchesOfCalls(long seed) {
        List<GarbageFree> contenders = new ArrayList<>();
        for (boolean batched : new boolean[] {true, false}) {
            RangecastBus bus = new RangecastBus();
            Calls calls = new Calls();
            PageProbes.subscribe(bus, SUBSCRIPTIONS, seed, calls);
            Invalidator invalidator = bus.space().newInvalidator("batches");
            contenders.add(new GarbageFree(
                    new Batches(batched ? BATCH : SINGLE, invalidator, MANY, 2 * PageProbes.PAGE, calls, batched)));
        }
        return new StartContest(contenders, contenders, null, null);
    }
}
