package io.rangecast.jmh.compare;

import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Trial;
import io.rangecast.jmh.compare.report.Report;
import io.rangecast.jmh.compare.report.Result;
import io.rangecast.jmh.compare.report.ResultTable;
import io.rangecast.jmh.compare.report.Run;
import io.rangecast.jmh.compare.report.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the structures with their rivals. It runs {@link Experiments}, each in JVMs of its own, prints a table as the
 * answers come, and leaves them all in {@code results.json}, with a page to read in {@code index.html}.
 *
 * <p>It fails in the end if contenders disagree about what is in the structures, or a JVM fails or hangs, but not if a
 * required ratio is missed: the table says so, but a machine may be to blame.
 */
public final class Compare {
    private final CompareOptions options;
    private final List<Experiment> experiments;
    private final Budget budget;
    private final ResultTable table = new ResultTable(System.out);
    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> unanswered = new ArrayList<>();
    private final Surroundings surroundings;
    private final long begun = System.nanoTime();

    private Compare(CompareOptions options) {
        this.options = options;
        this.experiments = Experiments.chosen(options);
        this.budget = new Budget(options, experiments);
        this.surroundings = Surroundings.here(System.getProperties(), options.jvmArgs());
    }

    /**
     * Runs the experiments that the properties {@code compare.*} choose, or shows the results of earlier runs.
     *
     * @param args none
     * @throws IOException if results cannot be written
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        CompareOptions options = CompareOptions.from(System.getProperties());
        if (options.report().isEmpty()) {
            new Compare(options).run();
        } else {
            List<Run> runs = new ArrayList<>();
            for (Path file : options.report()) {
                runs.add(Run.read(file));
            }
            System.out.println("the page is " + Report.write(runs, options.output()));
        }
    }

    private void run() throws IOException, InterruptedException {
        for (int i = 0; i < experiments.size(); i++) {
            Experiment experiment = experiments.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "[%d of %d, about %s left] %s%n",
                    i + 1,
                    experiments.size(),
                    minutes(budget.left(i, spent())),
                    experiment.name());
            try {
                answer(i, budget.share(i, spent()));
            } catch (IOException | RuntimeException e) { // the others' results are worth having
                failures.add(experiment.name() + ": " + e.getMessage());
                System.out.println("  FAILED: " + e.getMessage());
            }
            write(); // after each, so that an interrupted run leaves some
        }
        System.out.println("the page is " + options.output().resolve(Report.PAGE));
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " of " + experiments.size() + " experiments failed: "
                    + String.join("; ", failures));
        }
    }

    private void answer(int number, Duration share) throws IOException, InterruptedException {
        Experiment experiment = experiments.get(number);
        int forks = budget.forks(number, share);
        Duration end = spent().plus(share);
        List<Trial> trials = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            Duration left = end.minus(spent());
            if (left.isNegative() && fork >= options.forks().least()) {
                break; // the forks before it took longer than they should
            }
            trials.add(Fork.run(experiment, fork, left.dividedBy(forks - fork), options));
        }
        List<Result> answers = Result.of(experiment, trials);
        experiment.questions().forEach(question -> table.print(question, answers));
        results.addAll(answers);
        unanswered.addAll(Result.unanswered(experiment, trials, answers));
    }

    private void write() throws IOException {
        Run run = new Run(
                surroundings.after(spent()), List.copyOf(failures), List.copyOf(unanswered), List.copyOf(results));
        run.write(options.output());
        Report.write(List.of(run), options.output());
    }

    private Duration spent() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d min", time.toMinutes(), time.toSecondsPart());
    }
}
