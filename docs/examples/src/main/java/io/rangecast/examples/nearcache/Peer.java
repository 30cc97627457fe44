package io.rangecast.examples.nearcache;

import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import io.rangecast.aeron.StalenessChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;

/**
 * A process with a near cache, whose thread reads all the time. It looks into the home's data before each read, as only a test
 * can: what it gets then may be newer, but not older.
 */
final class Peer {
    private static final int BATCH = 256;

    private final Store data;
    private final Store counts;
    private final NearCache cache;
    private final StalenessChecker checker;

    private Peer(Places places, int number) {
        data = places.data();
        counts = places.counts(number);
        // begin
        MirrorOptions options = new MirrorOptions("cache " + number)
                .witness(places.witness())
                .silence(TimeUnit.MILLISECONDS.toNanos(500)); // then all is dropped, and a home looked for anew
        PeerMirror mirror = PeerMirror.join("near cache", places.transport(), options);
        mirror.cover(0, Places.KEYS); // the addresses are the keys, or hashes of them
        // pause
        System.out.println(Long.toHexString(mirror.status().incarnation())); // before it can have joined
        // resume
        AgentRunner.startOnThread(new AgentRunner(new BackoffIdleStrategy(), Throwable::printStackTrace, null, mirror));
        NearCache cache = new NearCache(mirror, new StoreServer.Client(places.socket()));
        // end
        this.cache = cache;
        this.checker = Freshness.watch(mirror, cache, new StoreServer.Client(places.socket()));
    }

    /** Folder, and which peer this is. */
    public static void main(String[] arguments) throws IOException {
        Peer peer = new Peer(new Places(Path.of(arguments[0])), Integer.parseInt(arguments[1]));
        StoreServer.daemon("reads", peer::readForEver);
        while (System.in.read() >= 0) {
            // who has started it says nothing, but ends
        }
        System.exit(0); // the agent runs on
    }

    private void readForEver() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long loadsBefore = 0;
        long staleBefore = 0;
        while (true) {
            long wrong = 0;
            long failed = 0;
            for (int i = 0; i < BATCH; i++) {
                int key = random.nextInt(Places.KEYS);
                long before = data.get(key);
                try {
                    wrong += cache.get(key) < before ? 1 : 0;
                } catch (UncheckedIOException e) {
                    failed++;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                }
            }
            counts.add(Places.READS, BATCH - failed);
            long stale = checker.stale();
            counts.add(Places.WRONG, wrong + stale - staleBefore);
            staleBefore = stale;
            counts.add(Places.FAILED, failed);
            long loads = cache.loads();
            counts.add(Places.LOADS, loads - loadsBefore);
            loadsBefore = loads;
        }
    }
}
