package io.rangecast.jmh.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs one experiment in a JVM of its own, so that none inherits another's heap, profile or compiled code. */
final class Fork {
    private Fork() {}

    /** Starts the JVM, waits for it and reads what it measured. */
    static Trial run(Experiment experiment, int number, CompareOptions options)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("compare", ".json");
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options.jvmArgs());
            command.addAll(experiment.jvmArgs());
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("compare."))
                    .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
            command.addAll(List.of(experiment.name(), Integer.toString(number), file.toString()));
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(experiment.name() + ": the JVM ended with status " + status);
            }
            return Trial.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /**
     * The forked JVM.
     *
     * @param args the experiment's name, the number of the fork, and the file for the samples
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        CompareOptions options = CompareOptions.from(System.getProperties());
        Experiment experiment = Experiments.named(args[0]);
        long seed = options.seed() + Integer.parseInt(args[1]);
        Map<String, List<Sample>> samples;
        try (Contest contest = experiment.contest().open(seed)) {
            say(args[1], "built");
            Interleaving interleaving =
                    new Interleaving(contest, options.sample().toNanos(), seed);
            interleaving.warmUp(options.warmUpTurns(), options.otherUses());
            System.gc(); // what building left behind is not to be collected during a sample
            say(args[1], "warm");
            samples = interleaving.run(options.rounds());
            contest.verify();
            say(args[1], "measured");
        }
        new Trial(System.getProperty("java.runtime.version"), samples).write(Path.of(args[2]));
    }

    private static void say(String fork, String state) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        System.out.printf(Locale.ROOT, "  fork %d: %s after %.1f s%n", Integer.parseInt(fork) + 1, state, seconds);
    }
}
