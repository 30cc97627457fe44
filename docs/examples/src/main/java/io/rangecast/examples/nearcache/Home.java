package io.rangecast.examples.nearcache;

import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.PeerHome;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;

/** The process that has the data, and changes them. It ends with its standard input, or when somebody kills it. */
final class Home {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private final AddressSpace space = new AddressSpace();
    private final Store data;
    private final Store counts;
    private final PeerHome home;

    private Home(Places places, long epoch) throws IOException {
        data = places.data();
        counts = places.counts(Places.HOME);
        // begin
        Files.deleteIfExists(places.witness()); // the socket of a home that was killed
        HomeOptions options = new HomeOptions()
                .roster(places.roster()) // whom the home before had let in: starts wait for these, too
                .epoch(epoch) // higher than that of the home before
                .witness(places.witness()); // peers on this host: when they end, it shows
        home = PeerHome.serve(space, "near cache", places.transport(), options);
        AgentRunner.startOnThread(new AgentRunner(
                new BackoffIdleStrategy(), Throwable::printStackTrace, null, home)); // starts nothing itself
        // end
        new StoreServer(places.socket(), data);
    }

    /** Folder, epoch, and perhaps {@code -ungated}. */
    public static void main(String[] arguments) throws IOException {
        Home home = new Home(new Places(Path.of(arguments[0])), Long.parseLong(arguments[1]));
        boolean gated = arguments.length == 2;
        StoreServer.daemon("changes", () -> home.changeForEver(gated));
        home.listen();
        System.exit(0); // the agent runs on
    }

    private void changeForEver(boolean gated) {
        Invalidator invalidator = space.newInvalidator("changes", PATIENCE_NANOS);
        InvalidationRange range = new InvalidationRange();
        while (true) {
            int key = ThreadLocalRandom.current().nextInt(Places.KEYS);
            if (gated) {
                change(invalidator, range, key);
            } else {
                changeAndTellAfterwards(invalidator, range, key);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void change(Invalidator invalidator, InvalidationRange range, int key) {
        // begin
        range.init(InvalidationEvent.CLEAR, 0, null, space, key, key + 1);
        try (range) { // ends the window
            // pause
            long begun = System.nanoTime();
            // resume
            if (invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED) {
                // pause
                count(System.nanoTime() - begun);
                // resume
                data.add(key, 1); // nobody has the old value, and nobody gets it
            } else {
                counts.add(Places.TIMED_OUT, 1); // somebody is late: not now
            }
        }
        // end
    }

    /** As caches do that publish what has changed: whoever reads before the message comes has the old value. */
    private void changeAndTellAfterwards(Invalidator invalidator, InvalidationRange range, int key) {
        data.add(key, 1);
        long begun = System.nanoTime();
        range.init(InvalidationEvent.CLEAR, 0, null, space, key, key + 1);
        invalidator.publish(range);
        invalidator.invalidateRangeEnd(range);
        count(System.nanoTime() - begun);
    }

    /** Starts by the sixteenths of powers of two of their nanoseconds. */
    private void count(long nanos) {
        counts.add(Places.CHANGES, 1);
        counts.add(Places.HISTOGRAM + Latency.bucket(nanos), 1);
    }

    /**
     * Hears which processes have ended from the one that has started them: a witness of this home never saw those that
     * are older than the home.
     */
    private void listen() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            home.confirmGone(Long.parseUnsignedLong(line, 16));
        }
    }
}
