package io.rangecast.jmh.replay;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;

/**
 * Replays a recorded trace of memory events while threads that hold addresses of the traced memory read it all the
 * time, and checks that none of them is ever deceived. {@code docs/replay.md} explains the options and the report.
 *
 * <p>Exit status 0: nothing stale was read and no record lost. 1: something was, or the replay could not go on. 2: the
 * trace or an option cannot be understood, and nothing was replayed.
 */
public final class Replay {
    private static final int GOOD = 0;
    private static final int BAD = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private Replay() {}

    /**
     * Runs with the options given as system properties.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.exit(run(System.getProperties(), System.out, System.err));
    }

    static int run(Properties properties, PrintStream out, PrintStream err) {
        ReplayOptions options;
        Trace trace;
        KernelSnapshots snapshots;
        try {
            options = ReplayOptions.from(properties);
            trace = TraceSource.trace(options.trace());
            snapshots = TraceSource.kernelSnapshots(options.trace());
        } catch (TraceFormatException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return NOT_UNDERSTOOD;
        } catch (IOException e) {
            err.println("cannot read the trace: " + e);
            return NOT_UNDERSTOOD;
        }
        try {
            ReplayResult result = replay(options, trace, snapshots, out);
            out.print(result.summary());
            out.println("report         " + write(result));
            return result.isGood() ? GOOD : BAD;
        } catch (IllegalStateException | IOException e) {
            err.println(e.getMessage());
            return BAD;
        }
    }

    static ReplayResult replay(ReplayOptions options, Trace trace, KernelSnapshots snapshots, PrintStream out) {
        Slab slab = new Slab(options.memoryMiB() << 20);
        RecentAreas recent = new RecentAreas();
        Windows windows = new Windows(options.safe());
        Replayer replayer = new Replayer(trace, slab, windows, recent, snapshots);
        SplittableRandom random = new SplittableRandom(options.seed());
        List<CacheReader> readers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < options.subscribers(); i++) {
            CacheReader reader = new CacheReader("reader-" + i, slab, recent, options.safe(), random.split());
            readers.add(reader);
            threads.add(new Thread(reader, "reader-" + i));
        }
        threads.forEach(Thread::start);
        long begun = System.nanoTime();
        Progress progress = new Progress(out, trace.rows().size(), replayer::done);
        try {
            replayer.replay();
        } finally {
            progress.close();
            readers.forEach(CacheReader::stop);
            threads.forEach(Replay::join);
        }
        return new ReplayResult(options, trace, slab, windows, readers, snapshots, (System.nanoTime() - begun) / 1e9);
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path write(ReplayResult result) throws IOException {
        Path folder = Files.createDirectories(result.options().output());
        Path report = folder.resolve("report.json");
        Files.writeString(report, new GsonBuilder().setPrettyPrinting().create().toJson(result.toMap()) + "\n");
        Files.writeString(
                folder.resolve("start-latency.svg"),
                LatencyPlot.svg(
                        "invalidateRangeStart, " + result.trace().name(),
                        result.windows().startNanos()));
        return report;
    }
}
