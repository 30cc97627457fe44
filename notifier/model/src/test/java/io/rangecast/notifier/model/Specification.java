package io.rangecast.notifier.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A specification of {@code src/test/tla}: an algorithm in PlusCal, and what is to hold of it. */
record Specification(String name) {
    private static final Path SOURCES = Path.of("src", "test", "tla");
    private static final Path TARGET = Path.of("target", "model").toAbsolutePath();
    private static final String NOTHING = "nothing";
    private static final String COMPLETE = "CONSTANT Without = \"" + NOTHING + "\"";
    private static final String WITNESS = "Witness.tla";
    private static final String ALL_STATES = "Enough == 1000000000";

    private static final Map<Specification, Path> TRANSLATED = new ConcurrentHashMap<>();

    /** Each that can be checked has a configuration of its own. */
    static List<Specification> all() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cfg"))
                    .sorted()
                    .map(name -> new Specification(name.replace(".cfg", "")))
                    .toList();
        }
    }

    /** The steps that may be left out: those that the specification lists itself. */
    List<String> steps() throws IOException {
        String text = Files.readString(SOURCES.resolve(name + ".tla"));
        String listed = text.substring(text.indexOf("ASSUME Without \\in {"), text.indexOf("(* --algorithm"));
        return Pattern.compile("^ {4}\"([^\"]+)\"", Pattern.MULTILINE)
                .matcher(listed)
                .results()
                .map(step -> step.group(1))
                .filter(step -> !step.equals(NOTHING))
                .toList();
    }

    /** Lets TLC look at so many states, or at those up to the first that is wrong. */
    Run check(int states) throws IOException, InterruptedException {
        return check(NOTHING, states);
    }

    /** At all states, with a step left out. */
    Run check(String without) throws IOException, InterruptedException {
        return check(without, Integer.MAX_VALUE);
    }

    private Run check(String without, int states) throws IOException, InterruptedException {
        String configuration = configuration();
        Path folder = copyTla(translated(), TARGET.resolve(name).resolve(without.replaceAll("\\W+", "-")));
        String witness = Files.readString(SOURCES.resolve(WITNESS));
        Files.writeString(folder.resolve(WITNESS), witness.replace(ALL_STATES, "Enough == " + states));
        Files.writeString(
                folder.resolve(name + ".cfg"), configuration.replace(COMPLETE, COMPLETE.replace(NOTHING, without)));
        return run(folder, states == Integer.MAX_VALUE);
    }

    /** The steps without which a state is met that must not be; the others may still be refuted as something never ends. */
    Set<String> refutedByAState() throws IOException, InterruptedException {
        Path folder = copyTla(translated(), TARGET.resolve(name).resolve("each-step"));
        Path module = folder.resolve(name + ".tla");
        WithoutEachStep each = WithoutEachStep.of(Files.readString(module), configuration());
        Files.writeString(module, each.module());
        Files.writeString(folder.resolve(name + ".cfg"), each.configuration());
        Run run = run(folder, true);
        if (run.exitCode() != Run.GOOD || !run.sawAllStates()) {
            throw new IllegalStateException(run.output());
        }
        return run.refuted();
    }

    private Run run(Path folder, boolean isLong) throws IOException, InterruptedException {
        return Run.of(folder, isLong, "tlc2.TLC", "-workers", "1", "-metadir", "states", name + ".tla");
    }

    private String configuration() throws IOException {
        String configuration = Files.readString(SOURCES.resolve(name + ".cfg"));
        if (!configuration.contains(COMPLETE)) {
            throw new IllegalStateException(name + ".cfg does not say: " + COMPLETE);
        }
        return configuration;
    }

    private Path translated() {
        return TRANSLATED.computeIfAbsent(this, Specification::translate);
    }

    /** Translates the algorithm into actions, and answers where these are. */
    private Path translate() {
        try {
            Path folder = copyTla(SOURCES, TARGET.resolve(name).resolve("translated"));
            Run translation = Run.of(folder, false, "pcal.trans", "-nocfg", name + ".tla");
            if (translation.exitCode() != Run.GOOD) {
                throw new IllegalStateException(translation.output());
            }
            return folder;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot translate " + name, e);
        }
    }

    private static Path copyTla(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".tla")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return to;
    }

    @Override
    public String toString() {
        return name;
    }
}
