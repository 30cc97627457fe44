package io.rangecast.examples.nearcache;

import io.rangecast.aeron.PeerMirror;
import io.rangecast.aeron.StalenessChecker;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** Looks a hundred times a second whether a near cache would return what the store does not have any more. */
final class Freshness {
    private Freshness() {}

    /** Runs until the process ends; the store is asked by nobody else over that connection. */
    static StalenessChecker watch(PeerMirror mirror, NearCache cache, NearCache.Loader store) {
        // begin
        StalenessChecker checker = new StalenessChecker(mirror, new StalenessChecker.Versions() {
            @Override
            public long nextOffset() {
                return ThreadLocalRandom.current().nextInt(Places.KEYS);
            }

            @Override
            public long held(long key) {
                return cache.held(key); // what get(key) would return without a fetch, or NOTHING
            }

            @Override
            public long atHome(long key) {
                return store.load(key); // a value is its own version here, as it only grows
            }
        });
        // pause
        AgentRunner.startOnThread(new AgentRunner(new SleepingMillisIdleStrategy(10), gone -> {}, null, checker));
        // resume
        // end
        return checker;
    }
}
