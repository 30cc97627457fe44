package io.rangecast.ranges;

import io.rangecast.ranges.IntervalOperations.Handle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A set of intervals as a list that each update copies. Called by one thread at a time it does what an
 * {@link IntervalTree} should: the specification. Called by two it loses updates, because it replaces its root without
 * comparing: the broken twin.
 */
public final class CopyOnWriteIntervals extends IntervalOperations<List<Handle>> {
    private final List<Handle> everInserted = new ArrayList<>();
    private volatile List<Handle> root = List.of();

    @Override
    void add(Handle handle) {
        exchange(List.of(), List.of(handle));
    }

    @Override
    boolean take(Handle handle) {
        return exchange(List.of(handle), List.of()) == 1;
    }

    @Override
    int exchange(List<Handle> taken, List<Handle> added) {
        for (Handle handle : added) {
            if (everInserted.contains(handle)) {
                throw new IllegalArgumentException("inserted before");
            }
        }
        everInserted.addAll(added);
        List<Handle> next = new ArrayList<>(root);
        next.removeAll(taken);
        int found = root.size() - next.size();
        next.addAll(added);
        root = next;
        return found;
    }

    @Override
    void takeAll() {
        root = List.of();
    }

    @Override
    List<Handle> snapshot() {
        return root;
    }

    @Override
    int size(List<Handle> snapshot) {
        return snapshot.size();
    }

    @Override
    void forEachOverlap(List<Handle> snapshot, long start, long end, Predicate<Handle> visitor) {
        for (Handle handle : snapshot) {
            if (handle.start() < end && handle.end() > start && !visitor.test(handle)) {
                return;
            }
        }
    }

    @Override
    Handle firstOverlap(List<Handle> snapshot, long start, long end) {
        Handle[] first = new Handle[1];
        forEachOverlap(snapshot, start, end, handle -> {
            if (first[0] == null || handle.start() < first[0].start()) {
                first[0] = handle;
            }
            return true;
        });
        return first[0];
    }
}
