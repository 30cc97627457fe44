package io.rangecast.jmh.compare;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the structures with their rivals. It asks {@link Questions}, each in JVMs of its own, prints a table as the
 * answers come, and leaves them all in {@code results.json}.
 *
 * <p>It fails if contenders disagree about what is in the structures, not if a required ratio is missed: the table says
 * so, but a machine may be to blame.
 */
public final class Compare {
    private Compare() {}

    /**
     * Asks the questions that the properties {@code compare.*} choose.
     *
     * @param args none
     * @throws IOException if results cannot be written
     * @throws InterruptedException if this thread is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        CompareOptions options = CompareOptions.from(System.getProperties());
        List<Question> questions = Questions.all().stream()
                .filter(question -> options.only().matcher(question.name()).find())
                .toList();
        if (questions.isEmpty()) {
            throw new IllegalArgumentException("-Dcompare.only=" + options.only() + " finds none of "
                    + Questions.all().stream().map(Question::name).toList());
        }
        ResultTable table = new ResultTable(System.out);
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            System.out.printf("[%d of %d] %s%n", i + 1, questions.size(), question.name());
            List<Trial> trials = new ArrayList<>();
            for (int fork = 0; fork < options.forks(); fork++) {
                trials.add(Fork.run(question, fork, options));
            }
            List<Result> answers = Result.of(question, trials);
            table.print(question, answers);
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
