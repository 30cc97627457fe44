package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/** The slots of one space in which callbacks ran at one moment. */
final class RunningCalls {
    private record Call(WindowTable table, int slot, long over) {}

    private final List<Call> calls = new ArrayList<>();

    /**
     * Adds a slot if callbacks run in it. A producer that has begun to start tells by its next version whether it has
     * anybody to call; only then will it look for grace periods, so that is waited for. It runs no user's code until
     * then, and waits for nobody.
     */
    void add(WindowTable table, int slot, long version) {
        while (WindowTable.isStarting(version) && table.version(slot) == version) {
            Thread.yield();
        }
        long over = WindowTable.callsOver(version);
        if (table.isBefore(slot, over)) {
            calls.add(new Call(table, slot, over));
        }
    }

    /** Any thread: what callbacks did has happened before if so. Allocates nothing. */
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
