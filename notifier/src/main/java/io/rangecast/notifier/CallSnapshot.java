package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The slots of one space in which callbacks may have run at one moment: also that of a producer which had only begun to
 * start, and may find nobody to call.
 */
final class CallSnapshot {
    private record Call(WindowTable table, int slot, long over) {}

    private List<Call> calls = List.of();

    /** Adds a slot if callbacks run in it. */
    void add(WindowTable table, int slot, long version) {
        long over = WindowTable.callsOver(version);
        if (table.isBefore(slot, over)) {
            if (calls.isEmpty()) {
                calls = new ArrayList<>();
            }
            calls.add(new Call(table, slot, over));
        }
    }

    /** Any thread; if so, all that the callbacks did has happened before. Allocates nothing. */
    boolean areOver() {
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.table.isBefore(call.slot, call.over)) {
                return false;
            }
        }
        return true;
    }
}
