package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The windows that were open at the moment when a subscription's first reader came, or a notifier was registered. These
 * windows do not know of the newcomer, so the newcomer waits here for their end.
 */
final class MissedWindows {
    private record OpenWindow(WindowTable table, int slot, long version) {
        boolean hasEnded() {
            return table.hasEnded(slot, version);
        }
    }

    static final MissedWindows NONE = new MissedWindows();

    /** Stands for those of a subscription that nobody has looked for. */
    static final MissedWindows UNKNOWN = new MissedWindows();

    private List<OpenWindow> windows = List.of();

    void add(WindowTable table, int slot, long version) {
        if (windows.isEmpty()) {
            windows = new ArrayList<>();
        }
        windows.add(new OpenWindow(table, slot, version));
    }

    /** Allocates nothing, as readers ask. */
    boolean haveEnded() {
        for (int i = 0; i < windows.size(); i++) {
            if (!windows.get(i).hasEnded()) {
                return false;
            }
        }
        return true;
    }
}
