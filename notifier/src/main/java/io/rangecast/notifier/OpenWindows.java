package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.List;

/**
 * Looks through the windows that the producers of one space have open: for those that a newcomer has to wait for, and
 * for those that may still call a listener that leaves. Any thread; lock-free; O(windows open), and allocates.
 *
 * <p>Volatile reads throughout: see {@link WindowTable}.
 */
final class OpenWindows {
    private interface Visitor {
        void visit(WindowTable windows, int slot, long version);
    }

    private final Producers producers;

    OpenWindows(Producers producers) {
        this.producers = producers;
    }

    /** All. */
    MissedWindows all() {
        MissedWindows open = new MissedWindows();
        forEach(open::add);
        return open;
    }

    /** Those that hit a subscription of an owner. */
    MissedWindows over(Interval subscription, long owner) {
        MissedWindows open = new MissedWindows();
        forEach((windows, slot, version) -> {
            if (windows.hits(slot, version, subscription, owner)) {
                open.add(windows, slot, version);
            }
        });
        return open;
    }

    /** All callbacks that run now. */
    CallSnapshot calls() {
        CallSnapshot calls = new CallSnapshot();
        forEach(calls::add);
        return calls;
    }

    /** The callbacks of starts that may call one of some subscriptions. */
    CallSnapshot callsTo(List<Subscription> called) {
        CallSnapshot calls = new CallSnapshot();
        forEach((windows, slot, version) -> {
            if (WindowTable.isTelling(version) && hitsAny(windows, slot, version, called)) {
                calls.add(windows, slot, version);
            }
        });
        return calls;
    }

    private static boolean hitsAny(WindowTable windows, int slot, long version, List<Subscription> some) {
        for (Subscription each : some) {
            if (windows.hits(slot, version, each, each.owner())) {
                return true;
            }
        }
        return false;
    }

    private void forEach(Visitor visitor) {
        for (ProducerEntry entry = producers.newest(); entry != null; entry = entry.older()) {
            WindowTable windows = entry.windows;
            for (int slot = 0; slot < windows.slots(); slot++) {
                long version = windows.version(slot);
                if (WindowTable.isWindow(version)) {
                    visitor.visit(windows, slot, version);
                }
            }
        }
    }
}
