package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.replay.TraceScript;
import io.rangecast.jmh.replay.TraceScript.Step;
import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.TracedSpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What recorded programs do, told to those who subscribe to each of their areas: what a start and its end cost, and what
 * it costs if the subscriptions that come and go are counted in. The event bus is left out: it would tell each of
 * hundreds of areas of everything.
 */
public final class Traces {
    private static final List<String> TRACES = List.of("lucene", "gpp", "zgc17", "lmdb");
    private static final List<String> EVERY_DAY = List.of("lucene", "lmdb");
    private static final List<BusKind> RIVALS = List.of(BusKind.TREE_MAP, BusKind.RED_BLACK, BusKind.MMU_NOTIFIER);

    /** How many changes run in a sample: a few milliseconds. */
    private static final int CHANGES = 2_000;

    /** Of what is run every day, told to callbacks: to the tree that only calls back, and to Linux's own. */
    private static final double TO_CALLS = 1.2;

    private static final double TO_PORT = 0.85;

    /** With subscribing and closing, to the tree that only calls back. */
    private static final double WITH_SUBSCRIPTIONS = 1.4;

    private static final int MOST_PARTS = 16;
    private static final int WARM_UP = 4;

    private Traces() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (String trace : TRACES) {
            Experiment experiment = experiment("trace-" + trace, trace, false);
            experiments.add(EVERY_DAY.contains(trace) ? experiment : experiment.inFullOnly());
        }
        experiments.add(experiment("trace-one-thread-lucene", "lucene", true));
        return experiments;
    }

    private static Experiment experiment(String name, String trace, boolean toThread) {
        String what = trace + ", every area subscribed to by " + (toThread ? "a thread that spins" : "a callback");
        boolean asked = !toThread && EVERY_DAY.contains(trace);
        return new Experiment(
                name,
                List.of(
                        question(
                                name,
                                what + "; with the time of two looks at the clock",
                                asked ? TO_CALLS : Double.NaN,
                                asked ? TO_PORT : Double.NaN),
                        question(
                                name + "-and-subscriptions",
                                what + "; and subscribing and closing, with the areas",
                                asked ? WITH_SUBSCRIPTIONS : Double.NaN,
                                Double.NaN)),
                List.of(),
                seed -> contest(trace, toThread));
    }

    private static Question question(String name, String what, double toCalls, double toPort) {
        Question question = Question.of(name, what, "ns per start and end", Better.LOWER, BusKind.RANGECAST.label());
        for (BusKind rival : RIVALS) {
            double required = switch (rival) {
                case RED_BLACK -> toCalls;
                case MMU_NOTIFIER -> toPort;
                default -> Double.NaN;
            };
            question = question.against(rival.label(), required);
        }
        return question;
    }

    private static Contest contest(String trace, boolean toThread) {
        TraceScript script = TraceScript.of(trace);
        List<Part> parts = parts(script);
        Partner partner = toThread ? new Partner() : null;
        List<Contender> contenders = new ArrayList<>();
        contenders.add(contender(BusKind.RANGECAST, script, parts, partner));
        for (BusKind rival : RIVALS) {
            contenders.add(contender(rival, script, parts, partner));
        }
        return new StartContest(contenders, List.of(), partner, null);
    }

    private static Contender contender(BusKind of, TraceScript script, List<Part> parts, Partner partner) {
        Calls calls = new Calls();
        BusInbox inbox = partner == null ? null : of.open().newInbox(calls, Waiting.SPINNING);
        List<TracedSpace<?>> spaces = new ArrayList<>();
        for (int i = 0; i < script.spaces(); i++) {
            spaces.add(new TracedSpace<>(of.open(), calls, inbox));
        }
        Contender replaying = new Replaying(of.label(), parts, spaces);
        return partner == null ? replaying : new BesidePoller(replaying, inbox, partner);
    }

    /**
     * A part of a script.
     *
     * @param before the subscriptions that there are when it begins
     * @param steps what happens then
     * @param changes how many of the steps are changes
     */
    private record Part(List<Step> before, List<Step> steps, int changes) {}

    /** Parts from all over the script, or all of it if it is short. */
    private static List<Part> parts(TraceScript script) {
        List<Part> parts = new ArrayList<>();
        Step[] subscribed = new Step[script.subscriptions()];
        BitSet alive = new BitSet();
        List<Step> before = List.of();
        List<Step> steps = new ArrayList<>();
        int changes = 0;
        for (Step step : script.steps()) {
            steps.add(step);
            switch (step.action()) {
                case SUBSCRIBE -> {
                    subscribed[step.number()] = step;
                    alive.set(step.number());
                }
                case UNSUBSCRIBE -> alive.clear(step.number());
                case CHANGE -> changes++;
            }
            if (changes == CHANGES) {
                parts.add(new Part(before, List.copyOf(steps), changes));
                before = alive.stream().mapToObj(i -> subscribed[i]).toList();
                steps.clear();
                changes = 0;
            }
        }
        if (parts.isEmpty()) {
            parts.add(new Part(before, steps, changes));
        }
        int every = Math.max(1, parts.size() / MOST_PARTS);
        List<Part> chosen = new ArrayList<>();
        for (int i = every / 2; i < parts.size(); i += every) {
            chosen.add(parts.get(i));
        }
        return chosen;
    }

    /** Replays a part in each round, as often as there is time. */
    private record Replaying(String name, List<Part> parts, List<TracedSpace<?>> spaces) implements Contender {
        @Override
        public double[] sample(int round, long nanos) {
            Part part = parts.get(round % parts.size());
            double changing = 0;
            double all = 0;
            int repeats = 0;
            do {
                part.before.forEach(step -> spaces.get(step.space()).subscribe(step));
                long begun = System.nanoTime();
                changing += replay(part);
                all += System.nanoTime() - begun;
                spaces.forEach(TracedSpace::unsubscribeAll);
                repeats++;
            } while (all < nanos);
            int changes = repeats * part.changes;
            return new double[] {changing / changes, all / changes};
        }

        /** A longer warm-up: half of what runs here is subscribing, and takes its time to be compiled. */
        @Override
        public void useOtherwise(int round, long nanos) {
            sample(round, WARM_UP * nanos);
        }

        /** Returns how many nanoseconds the changes took. */
        private long replay(Part part) {
            long wrong = 0;
            long changing = 0;
            for (Step step : part.steps) {
                TracedSpace<?> space = spaces.get(step.space());
                switch (step.action()) {
                    case SUBSCRIBE -> space.subscribe(step);
                    case UNSUBSCRIBE -> space.unsubscribe(step.number());
                    case CHANGE -> {
                        long before = System.nanoTime();
                        wrong |= space.change(step) ^ step.number();
                        changing += System.nanoTime() - before;
                    }
                }
            }
            if (wrong != 0) {
                throw new IllegalStateException(name + " tells others than those that are hit");
            }
            return changing;
        }
    }
}
