package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.MmuNotifierBus;
import io.rangecast.jmh.rivals.notify.RangecastBus;
import io.rangecast.jmh.rivals.notify.RedBlackBus;
import io.rangecast.jmh.workload.PageProbes;

/** Callbacks that come and go, one at a time. Nobody starts, so the answer is how many calls were made: none. */
final class SubscribeLoops {
    private SubscribeLoops() {}

    // Each loop once for each structure: see Block.

    /** Subscribes to each probe, and takes that back. */
    static <H> Block over(InvalidationBus<H> bus, PageProbes probes, Calls calls) {
        if (bus instanceof RangecastBus) {
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    bus.unsubscribe(bus.subscribe(probes.start(i), probes.end(i), calls));
                }
                return calls.made();
            };
        } else if (bus instanceof RedBlackBus) {
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    bus.unsubscribe(bus.subscribe(probes.start(i), probes.end(i), calls));
                }
                return calls.made();
            };
        } else if (bus instanceof MmuNotifierBus) {
            return (from, to) -> {
                for (int i = from; i < to; i++) {
                    bus.unsubscribe(bus.subscribe(probes.start(i), probes.end(i), calls));
                }
                return calls.made();
            };
        }
        return (from, to) -> {
            for (int i = from; i < to; i++) {
                bus.unsubscribe(bus.subscribe(probes.start(i), probes.end(i), calls));
            }
            return calls.made();
        };
    }
}
