package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Block;
import io.rangecast.jmh.rivals.notify.BusProducer;
import io.rangecast.jmh.rivals.notify.BusWindow;
import io.rangecast.jmh.rivals.notify.Calls;
import io.rangecast.jmh.rivals.notify.GuavaBus;
import io.rangecast.jmh.rivals.notify.InvalidationBus;
import io.rangecast.jmh.rivals.notify.MmuNotifierBus;
import io.rangecast.jmh.rivals.notify.RangecastBus;
import io.rangecast.jmh.rivals.notify.RedBlackBus;
import io.rangecast.jmh.workload.PageProbes;
import java.util.Arrays;

/**
 * Starts and ends of changes, one after the other or two deep. The answer tells how many listeners the starts were told
 * of, and how many calls were made until they returned.
 */
final class StartLoops {
    private static final int TOLD = 1 << 20;

    private StartLoops() {}

    /** What each block returns if every start hits so many listeners. */
    static long[] answers(int hits) {
        long[] answers = new long[PageProbes.COUNT / Block.QUERIES];
        Arrays.fill(answers, (long) hits * Block.QUERIES * (TOLD + 1));
        return answers;
    }

    // Each loop once for each structure: see Block.

    /** A start and its end, for each probe. */
    static Block over(InvalidationBus<?> bus, BusProducer producer, PageProbes probes, Calls calls) {
        BusWindow window = producer.newWindow();
        if (bus instanceof RangecastBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += window.start(probes.start(i), probes.end(i));
                    window.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof RedBlackBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += window.start(probes.start(i), probes.end(i));
                    window.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof MmuNotifierBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += window.start(probes.start(i), probes.end(i));
                    window.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof GuavaBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += window.start(probes.start(i), probes.end(i));
                    window.end();
                }
                return told * TOLD + calls.made() - before;
            };
        }
        return (from, to) -> {
            long before = calls.made();
            long told = 0;
            for (int i = from; i < to; i++) {
                told += window.start(probes.start(i), probes.end(i));
                window.end();
            }
            return told * TOLD + calls.made() - before;
        };
    }

    /** A start inside another, over the same range, and both ends, for each probe. */
    static Block nested(InvalidationBus<?> bus, BusProducer producer, PageProbes probes, Calls calls) {
        BusWindow outer = producer.newWindow();
        BusWindow inner = producer.newWindow();
        if (bus instanceof RangecastBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += outer.start(probes.start(i), probes.end(i));
                    told += inner.start(probes.start(i), probes.end(i));
                    inner.end();
                    outer.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof RedBlackBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += outer.start(probes.start(i), probes.end(i));
                    told += inner.start(probes.start(i), probes.end(i));
                    inner.end();
                    outer.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof MmuNotifierBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += outer.start(probes.start(i), probes.end(i));
                    told += inner.start(probes.start(i), probes.end(i));
                    inner.end();
                    outer.end();
                }
                return told * TOLD + calls.made() - before;
            };
        } else if (bus instanceof GuavaBus) {
            return (from, to) -> {
                long before = calls.made();
                long told = 0;
                for (int i = from; i < to; i++) {
                    told += outer.start(probes.start(i), probes.end(i));
                    told += inner.start(probes.start(i), probes.end(i));
                    inner.end();
                    outer.end();
                }
                return told * TOLD + calls.made() - before;
            };
        }
        return (from, to) -> {
            long before = calls.made();
            long told = 0;
            for (int i = from; i < to; i++) {
                told += outer.start(probes.start(i), probes.end(i));
                told += inner.start(probes.start(i), probes.end(i));
                inner.end();
                outer.end();
            }
            return told * TOLD + calls.made() - before;
        };
    }
}
