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
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
import java.util.ArrayList;
import java.util.List;

/** What a start and its end cost by the number of callbacks that are hit. One thread. */
public final class Hits {
    private static final int SUBSCRIPTIONS = 1_000;
    private static final int[] HITS = {1, 4, 16, 64, 256};
    private static final List<BusKind> RIVALS = List.of(BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER);

    private Hits() {}

    public static List<Experiment> experiments() {
        List<Question> questions = new ArrayList<>();
        for (int hits : HITS) {
            Question question = Question.of(
                    "scaling-hits-" + hits,
                    "1k subscriptions, " + Names.count(hits, "callback") + " hit",
                    "ns per start and end",
                    Better.LOWER,
                    BusKind.RANGECAST.label());
            for (BusKind rival : RIVALS) {
                question = question.against(rival.label());
            }
            questions.add(question);
        }
        return List.of(new Experiment("hits-1k", questions, List.of(), Hits::contest));
    }

    private static Contest contest(long seed) {
        List<GarbageFree> ours = new ArrayList<>();
        for (BlockSampler sampler : samplers(BusKind.RANGECAST, seed)) {
            ours.add(new GarbageFree(sampler));
        }
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new InTurn(BusKind.RANGECAST.label(), ours));
        for (BusKind rival : RIVALS) {
            contenders.add(new InTurn(rival.label(), samplers(rival, seed)));
        }
        return new StartContest(contenders, ours, null, null);
    }

    private static List<BlockSampler> samplers(BusKind of, long seed) {
        InvalidationBus<?> bus = of.open();
        Calls calls = new Calls();
        PageProbes.subscribe(bus, SUBSCRIPTIONS, seed, calls);
        List<BlockSampler> samplers = new ArrayList<>();
        for (int hits : HITS) {
            PageProbes probes = PageProbes.hitting(hits, SUBSCRIPTIONS, seed);
            Block block = StartLoops.over(bus, bus.newProducer(Waiting.SPINNING), probes, calls);
            samplers.add(new BlockSampler(of.label(), block, StartLoops.answers(hits)));
        }
        return samplers;
    }
}
