package io.rangecast.jmh.compare;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the structures with their rivals. It runs {@link Experiments}, each in JVMs of its own, prints a table as the
 * answers come, and leaves them all in {@code results.json}.
 *
 * <p>It fails if contenders disagree about what is in the structures, not if a required ratio is missed: the table says
 * so, but a machine may be to blame.
 */
public final class Compare {
    private Compare() {}

    /**
     * Runs the experiments that the properties {@code compare.*} choose.
     *
     * @param args none
     * @throws IOException if results cannot be written
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        CompareOptions options = CompareOptions.from(System.getProperties());
        List<Experiment> experiments = Experiments.all().stream()
                .filter(experiment -> experiment.isFoundBy(options.only()))
                .toList();
        if (experiments.isEmpty()) {
            throw new IllegalArgumentException("-Dcompare.only=" + options.only() + " finds none of "
                    + Experiments.all().stream().map(Experiment::name).toList());
        }
        ResultTable table = new ResultTable(System.out);
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < experiments.size(); i++) {
            Experiment experiment = experiments.get(i);
            System.out.printf("[%d of %d] %s%n", i + 1, experiments.size(), experiment.name());
            List<Trial> trials = new ArrayList<>();
            for (int fork = 0; fork < options.forks(); fork++) {
                trials.add(Fork.run(experiment, fork, options));
            }
            List<Result> answers = Result.of(experiment, trials);
            experiment.questions().forEach(question -> table.print(question, answers));
            results.addAll(answers);
            write(
                    results,
                    options.output().resolve("results.json")); // after each, so that an interrupted run leaves some
        }
    }

    private static void write(List<Result> results, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(
                file,
                new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(results) + "\n");
    }
}
