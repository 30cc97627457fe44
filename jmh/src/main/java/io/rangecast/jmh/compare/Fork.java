package io.rangecast.jmh.compare;

import io.rangecast.jmh.compare.engine.Contest;
import io.rangecast.jmh.compare.engine.Experiment;
import io.rangecast.jmh.compare.engine.Interleaving;
import io.rangecast.jmh.compare.engine.Sample;
import io.rangecast.jmh.compare.engine.Trial;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one experiment in a JVM of its own, so that none inherits another's heap, profile or compiled code. */
final class Fork {
    private Fork() {}

    /**
     * Starts the JVM, waits for it and reads what it measured.
     *
     * @param number of the fork
     * @param time that it may take, about
     * @throws IllegalStateException if the JVM fails, or hangs and had to be killed
     */
    static Trial run(Experiment experiment, int number, Duration time, CompareOptions options)
            throws IOException, InterruptedException {
        Path file = Files.createTempFile("compare", ".json");
        try {
            List<String> command = new ArrayList<>();
            command.add(jdkTool("java"));
            command.addAll(options.jvmArgs());
            command.addAll(experiment.jvmArgs());
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("compare."))
                    .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
            command.addAll(List.of(experiment.name(), Integer.toString(number), file.toString()));
            command.add(Long.toString(time.toMillis()));
            await(new ProcessBuilder(command).inheritIO().start(), options.forkLimit());
            return Trial.read(file);
        } finally {
            Files.delete(file);
        }
    }

    /** Waits until it has ended well; it has ended in any case when this returns or throws. */
    static void await(Process process, Duration limit) throws IOException, InterruptedException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                printThreads(process);
                throw new IllegalStateException("the JVM was not done after " + limit.toSeconds()
                        + " s and was killed; -Dcompare.forkMinutes gives it longer");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException("the JVM ended with status " + process.exitValue());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Where it hangs, if it can still tell. */
    private static void printThreads(Process process) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(jdkTool("jcmd"), Long.toString(process.pid()), "Thread.print")
                .inheritIO()
                .start();
        jcmd.waitFor(10, TimeUnit.SECONDS);
        jcmd.destroyForcibly();
    }

    static String jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /**
     * The forked JVM.
     *
     * @param args the experiment's name, the number of the fork, the file for the samples, and the time in milliseconds
     *     that this JVM may take; half of what building leaves is for the warm-up
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        CompareOptions options = CompareOptions.from(System.getProperties());
        Experiment experiment = Experiments.named(args[0]);
        long seed = options.seed() + Integer.parseInt(args[1]);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3]));
        Map<String, List<Sample>> samples;
        try (Contest contest = experiment.contest().open(seed)) {
            say(args[1], "built");
            Interleaving interleaving =
                    new Interleaving(contest, options.sample().toNanos(), seed);
            long now = System.nanoTime();
            interleaving.warmUp(options.warmUpTurns(), now + (deadline - now) / 2, options.otherUses());
            System.gc(); // what building left behind is not to be collected during a sample
            say(args[1], "warm");
            samples = interleaving.run(options.rounds(), deadline);
            contest.verify();
            say(args[1], "measured " + samples.values().iterator().next().size() + " rounds");
        }
        new Trial(System.getProperty("java.runtime.version"), samples).write(Path.of(args[2]));
    }

    private static void say(String fork, String state) {
        double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
        System.out.printf(Locale.ROOT, "  fork %d: %s after %.1f s%n", Integer.parseInt(fork) + 1, state, seconds);
    }
}
