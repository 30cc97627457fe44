package io.rangecast.jmh.compare;

import io.rangecast.jmh.rivals.notify.RangeCallback;

/**
 * Counts calls, by one thread at a time. Who waits for that thread may read the number: it is a part of the contract
 * under comparison that what a listener did happens before its start returns.
 */
final class Calls implements RangeCallback {
    private long made;

    @Override
    public void onInvalidate(long start, long end) {
        made++;
    }

    long made() {
        return made;
    }
}
