package io.rangecast.examples.nearcache;

import io.rangecast.aeron.AeronTransport;
import io.rangecast.aeron.FencingToken;
import io.rangecast.aeron.HomeOptions;
import io.rangecast.aeron.MirrorGuard;
import io.rangecast.aeron.MirrorOptions;
import io.rangecast.aeron.PeerMirror;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** What docs/remote.md shows of leases: compiled, so that it is not untrue. */
final class LeasedReads {
    /** A value, since when it is kept, and in which session it was read: to be sent along with a write that is made of it. */
    record Kept(long value, long seen, FencingToken token) {}

    private final PeerMirror mirror;
    private final MirrorGuard guard;
    private final Map<Long, Kept> values;
    private final LongUnaryOperator home;

    static HomeOptions ofHome() {
        // begin
        HomeOptions options = new HomeOptions().lease(Duration.ofSeconds(2)); // so long a change waits in vain
        // end
        return options;
    }

    LeasedReads(AeronTransport transport, long key, Map<Long, Kept> values, LongUnaryOperator home) {
        this.values = values;
        this.home = home;
        // begin
        mirror = PeerMirror.join("near cache", transport, new MirrorOptions("cache 1").lease());
        mirror.cover(0, Places.KEYS);
        guard = mirror.guard(key, 1); // in place of mirror.space()
        // end
    }

    Kept read(long key) {
        // begin
        Kept kept = values.get(key);
        if (kept == null || guard.readRetry(kept.seen())) { // not there; or changed since, or the lease is over
            FencingToken token = mirror.token(); // before it is asked for
            long seen = guard.tryReadBegin(); // so, too; if it is BUSY, what is kept is never good
            kept = new Kept(home.applyAsLong(key), seen, token);
            values.put(key, kept);
        }
        // end
        return kept;
    }
}
