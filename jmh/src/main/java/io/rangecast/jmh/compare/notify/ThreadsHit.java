package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Crew;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.rivals.notify.BusInbox;
import io.rangecast.jmh.rivals.notify.BusKind;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus.Waiting;
import io.rangecast.jmh.workload.PageProbes;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.IdleStrategy;

/**
 * Starts that hit several listening threads, more than there are cores perhaps. One value is the median of the starts of
 * a sample, the other their 99th percentile, in microseconds.
 */
public final class ThreadsHit {
    private static final String SPINNING = "pure spinning";

    private ThreadsHit() {}

    public static List<Experiment> experiments() {
        List<Experiment> experiments = new ArrayList<>();
        for (int threads : new int[] {1, 2, 4, 8}) {
            List<Question> questions = new ArrayList<>();
            for (String percentile : List.of("p50", "p99")) {
                Question question = question("scaling-threads-" + percentile + "-" + threads, threads, percentile)
                        .against(BusKind.RED_BLACK.label());
                questions.add(question);
            }
            experiments.add(new Experiment("threads-1k-" + threads, questions, List.of(), seed -> contest(threads)));
        }
        Question waiting = question("waiting-p50-4", 4, "p50").against(SPINNING, 0.01);
        Question tail = question("waiting-p99-4", 4, "p99").against(SPINNING);
        experiments.add(new Experiment("waiting-1k-4", List.of(waiting, tail), List.of(), seed -> waiting()));
        return experiments;
    }

    private static Question question(String name, int threads, String percentile) {
        return Question.of(
                name,
                Names.count(threads, "thread") + " hit, on "
                        + Runtime.getRuntime().availableProcessors() + " cores, " + percentile,
                "us per start",
                Better.LOWER,
                BusKind.RANGECAST.label());
    }

    private static Contest contest(int threads) {
        Crew crew = new Crew(threads);
        return new StartContest(
                List.of(
                        new Waits(BusKind.RANGECAST.label(), BusKind.RANGECAST, Waiting.SHARING, threads, crew),
                        new Waits(BusKind.RED_BLACK.label(), BusKind.RED_BLACK, Waiting.SHARING, threads, crew)),
                List.of(),
                null,
                crew);
    }

    private static Contest waiting() {
        int threads = 4;
        Crew crew = new Crew(threads);
        return new StartContest(
                List.of(
                        new Waits(BusKind.RANGECAST.label(), BusKind.RANGECAST, Waiting.SHARING, threads, crew),
                        new Waits(SPINNING, BusKind.RANGECAST, Waiting.SPINNING, threads, crew)),
                List.of(),
                null,
                crew);
    }

    /** Each start hits all threads, among subscriptions of each to other pages. */
    private static final class Waits implements Contender {
        private static final int PAGES_OF_EACH = 250;
        private static final long LONGEST_NANOS = 10_000_000_000L;

        private final String name;
        private final Crew crew;
        private final List<BusInbox> inboxes = new ArrayList<>();
        private final List<Calls> calls = new ArrayList<>();
        private final BusWindow window;
        private final Histogram nanosOfStarts = new Histogram(LONGEST_NANOS, 2);
        private long starts;

        Waits(String name, BusKind of, Waiting waiting, int threads, Crew crew) {
            this.name = name;
            this.crew = crew;
            InvalidationBus<?> bus = of.open();
            for (int i = 0; i < threads; i++) {
                calls.add(new Calls());
                inboxes.add(bus.newInbox(calls.get(i), waiting));
                bus.subscribe(0, PageProbes.PAGE, inboxes.get(i));
                for (long page = 1; page < PAGES_OF_EACH; page++) {
                    long start = 2 * PageProbes.PAGE * page;
                    bus.subscribe(start, start + PageProbes.PAGE, inboxes.get(i));
                }
            }
            window = bus.newProducer(waiting).newWindow();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public double[] sample(int round, long nanos) {
            nanosOfStarts.reset();
            crew.together(() -> startFor(nanos), this::pollUntilStopped);
            for (Calls each : calls) {
                if (each.made() != starts) {
                    throw new IllegalStateException(
                            name + ": a thread has heard of " + each.made() + " of " + starts + " starts");
                }
            }
            return new double[] {
                nanosOfStarts.getValueAtPercentile(50) / 1e3, nanosOfStarts.getValueAtPercentile(99) / 1e3
            };
        }

        private void startFor(long nanos) {
            long begun = System.nanoTime();
            long before = begun;
            do {
                window.start(0, PageProbes.PAGE);
                long after = System.nanoTime();
                window.end();
                starts++;
                nanosOfStarts.recordValue(after - before);
                before = System.nanoTime();
            } while (before - begun < nanos);
        }

        private void pollUntilStopped(int thread) {
            BusInbox inbox = inboxes.get(thread);
            IdleStrategy idle = inbox.idle();
            while (!crew.isStopped()) {
                idle.idle(inbox.poll());
            }
        }
    }
}
