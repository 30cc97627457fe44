package io.rangecast.jmh.compare.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that one run of the comparison has found.
 *
 * @param surroundings where and how
 * @param failures of experiments that have no results
 * @param unanswered what was asked, of contenders that ran, in vain
 * @param results the answers
 */
public record Run(Surroundings surroundings, List<String> failures, List<String> unanswered, List<Result> results) {
    private static final String RESULTS = "results.json";
    private static final String RUN = "run.json";

    /** What {@code run.json} holds. */
    private record About(Map<String, String> facts, List<String> failures, List<String> unanswered) {}

    /** Writes {@code results.json}, and the rest into {@code run.json} beside it. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Gson gson = new GsonBuilder()
                .serializeNulls()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create();
        Files.writeString(folder.resolve(RESULTS), gson.toJson(results) + "\n");
        Files.writeString(
                folder.resolve(RUN), gson.toJson(new About(surroundings.facts(), failures, unanswered)) + "\n");
    }

    /** Reads results, and {@code run.json} if there is one beside them. */
    public static Run read(Path file) throws IOException {
        Gson gson = new Gson();
        List<Result> results = gson.fromJson(Files.readString(file), new TypeToken<>() {});
        Path about = file.resolveSibling(RUN);
        if (!Files.exists(about)) {
            return new Run(new Surroundings(Map.of()), List.of(), List.of(), results);
        }
        About rest = gson.fromJson(Files.readString(about), About.class);
        return new Run(new Surroundings(rest.facts()), rest.failures(), rest.unanswered(), results);
    }
}
