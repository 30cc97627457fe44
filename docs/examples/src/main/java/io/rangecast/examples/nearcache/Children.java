package io.rangecast.examples.nearcache;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The processes of the example: starts them, stops them, kills them, and tells the home whose process has ended. */
final class Children implements AutoCloseable {
    private final Places places;
    private final boolean gated;
    private final Process[] peers;
    private final String[] incarnations;

    /** Of peers whose processes have ended: a home that comes later is told, too. */
    private final List<String> ended = new ArrayList<>();

    private Process home;
    private long epoch;

    Children(Places places, boolean gated, int peerCount) {
        this.places = places;
        this.gated = gated;
        this.peers = new Process[peerCount + 1];
        this.incarnations = new String[peerCount + 1];
    }

    void startAll() {
        startHome();
        for (int i = 1; i < peers.length; i++) {
            startPeer(i);
        }
    }

    private void startHome() {
        epoch++;
        List<String> arguments = new ArrayList<>(List.of(places.folder().toString(), Long.toString(epoch)));
        if (!gated) {
            arguments.add("-ungated");
        }
        home = start(Home.class, arguments);
        ended.forEach(this::tellHome);
    }

    private void startPeer(int number) {
        peers[number] = start(Peer.class, List.of(places.folder().toString(), Integer.toString(number)));
        try { // it says who it is before it joins, so whoever has joined is known
            BufferedReader said = peers[number].inputReader(StandardCharsets.UTF_8);
            incarnations[number] = said.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:Tiered"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process process(int number) {
        return number == Places.HOME ? home : peers[number];
    }

    /** As {@code kill -STOP} does: the process lives, and does nothing; or CONT, and it goes on. */
    void signal(String signal, int number) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + signal, Long.toString(process(number).pid()))
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + signal + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code kill -9} does, and another in its place. Only when the process has ended the home is told so. */
    void killAndReplace(int number) {
        kill(process(number));
        if (number == Places.HOME) {
            startHome();
        } else {
            ended.add(incarnations[number]);
            tellHome(incarnations[number]);
            startPeer(number);
        }
    }

    private static void kill(Process process) {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tellHome(String incarnation) {
        try {
            home.getOutputStream().write((incarnation + "\n").getBytes(StandardCharsets.UTF_8));
            home.getOutputStream().flush();
        } catch (IOException e) {
            // it has ended; the next one is told
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < peers.length; i++) {
            if (process(i) != null) {
                kill(process(i));
            }
        }
    }
}
