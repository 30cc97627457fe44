package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The windows that were open over a subscription at the moment it joined. They do not count it, so its readers wait for
 * them here.
 */
final class JoinedWindows {
    private record OpenWindow(WindowTable table, int slot, long version) {
        boolean hasEnded() {
            return table.hasEnded(slot, version);
        }
    }

    private final List<OpenWindow> windows = new ArrayList<>();

    void add(WindowTable table, int slot, long version) {
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
