package io.rangecast.jmh.compare.engine;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What runs together, interleaved in one JVM, and the questions that it answers: one by time alone, more than one where
 * the same samples tell, for instance, the median, a high percentile and what others lost meanwhile.
 *
 * @param name short, with its parameters, unique
 * @param questions by the index of their value among those of a sample
 * @param jvmArgs that one of the contenders needs, beside those of the options
 * @param contest makes the contenders, in the JVM that measures
 * @param onlyInFull whether it is left out of an everyday run
 */
public record Experiment(
        String name, List<Question> questions, List<String> jvmArgs, Factory contest, boolean onlyInFull) {

    /** One for every run. */
    public Experiment(String name, List<Question> questions, List<String> jvmArgs, Factory contest) {
        this(name, questions, jvmArgs, contest, false);
    }

    /** Builds what the contenders work on. */
    @FunctionalInterface
    public interface Factory {
        /** Builds and fills everything; all that is random follows from the seed. */
        Contest open(long seed);
    }

    /** An experiment for one question, of the same name. */
    public static Experiment of(Question question, Factory contest) {
        return new Experiment(question.name(), List.of(question), List.of(), contest);
    }

    /** Whether the pattern finds its name or that of one of its questions. */
    public boolean isFoundBy(Pattern pattern) {
        return Stream.concat(Stream.of(name), questions.stream().map(Question::name))
                .anyMatch(each -> pattern.matcher(each).find());
    }

    /** The same in JVMs with further arguments. */
    public Experiment withJvmArgs(String... more) {
        return new Experiment(
                name,
                questions,
                Stream.concat(jvmArgs.stream(), Stream.of(more)).toList(),
                contest,
                onlyInFull);
    }

    /** The same, left out of an everyday run: it takes long, and others of its kind tell nearly as much. */
    public Experiment inFullOnly() {
        return new Experiment(name, questions, jvmArgs, contest, true);
    }
}
