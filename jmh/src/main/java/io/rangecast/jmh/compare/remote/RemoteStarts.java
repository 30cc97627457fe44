package io.rangecast.jmh.compare.remote;

import io.rangecast.jmh.compare.engine.Better;
import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Names;
import io.rangecast.jmh.compare.engine.Question;
import io.rangecast.jmh.remote.Idle;
import io.rangecast.jmh.remote.MappedWord;
import io.rangecast.jmh.remote.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a start and its end take over a page that another process holds, against a message behind the change, which nobody
 * waits for or whose echo is waited for, and against what one process does alone.
 */
public final class RemoteStarts {
    private static final List<Way> CANDIDATES = List.of(Way.PEER, Way.SHARED);

    private RemoteStarts() {}

    public static List<Experiment> experiments() {
        return Stream.of(Idle.values()).map(RemoteStarts::experiment).toList();
    }

    private static Experiment experiment(Idle idle) {
        String name = "remote-start-" + Names.of(idle);
        List<Question> questions = new ArrayList<>();
        for (Way candidate : CANDIDATES) {
            for (String percentile : List.of("p50", "p99", "p999")) {
                questions.add(question(name, candidate, percentile));
            }
        }
        return new Experiment(name, questions, List.of(), seed -> contest(idle))
                .withJvmArgs(
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED");
    }

    private static Question question(String name, Way candidate, String percentile) {
        Question question = Question.of(
                name + "-" + Names.of(candidate) + "-" + percentile,
                percentile + ", agents and who waits " + (name.endsWith("park") ? "sleep" : "yield"),
                "us until the change is told, or may be made",
                Better.LOWER,
                candidate.label());
        for (Way rival : Way.values()) {
            question = rival == candidate ? question : question.against(rival.label());
        }
        return question;
    }

    private static Contest contest(Idle idle) {
        Path file;
        try {
            file = Files.createTempFile("turn", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        MappedWord turn = new MappedWord(file);
        List<Telling> contenders = Stream.of(Way.values())
                .filter(Way::isAvailable)
                .map(way -> new Telling(way, idle, turn, CANDIDATES.size()))
                .toList();
        return new OfProcesses(contenders, file);
    }

    private record OfProcesses(List<Telling> contenders, Path turn) implements Contest {
        @Override
        public void close() {
            contenders.forEach(Telling::close);
            turn.toFile().delete();
        }
    }
}
