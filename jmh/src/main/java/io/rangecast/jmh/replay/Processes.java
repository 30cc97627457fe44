package io.rangecast.jmh.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which process a traced thread belongs to. The trace tells of births (fork, new thread) in the parent's rows, and the
 * child's first row may come before that; so births are collected first, and done when the child first shows itself.
 */
final class Processes {
    /** An announced thread: by which row, whose child, and whether it has a process of its own. */
    private static final class Birth {
        final int row;
        final int parent;
        final boolean forked;
        boolean done;

        Birth(int row, int parent, boolean forked) {
            this.row = row;
            this.parent = parent;
            this.forked = forked;
        }
    }

    private final Supplier<TracedProcess> newProcess;
    private final Map<Integer, List<Birth>> births = new HashMap<>();
    private final Map<Integer, List<Integer>> ends = new HashMap<>();
    private final Map<Integer, TracedProcess> ofThread = new HashMap<>();
    private final Set<Integer> dead = new HashSet<>();

    Processes(List<TraceRow> rows, Supplier<TracedProcess> newProcess) {
        this.newProcess = newProcess;
        for (int i = 0; i < rows.size(); i++) {
            TraceRow row = rows.get(i);
            switch (row.op()) {
                case FORK, NEW_THREAD ->
                    births.computeIfAbsent(row.newThread(), t -> new ArrayList<>())
                            .add(new Birth(i, row.thread(), row.op() == TraceOp.FORK));
                case THREAD_EXIT, EXIT_GROUP ->
                    ends.computeIfAbsent(row.thread(), t -> new ArrayList<>()).add(i);
                default -> {}
            }
        }
    }

    /** The process of a row's thread, born now if need be; null if the thread has ended. */
    TracedProcess of(int thread, int row) {
        TracedProcess process = ofThread.get(thread);
        if (process == null) {
            Birth birth = births.getOrDefault(thread, List.of()).stream()
                    .filter(b -> !b.done)
                    .findFirst()
                    .orElse(null);
            if (birth != null && !endsBetween(thread, row, birth.row)) {
                beBorn(thread, birth);
            } else if (dead.contains(thread)) {
                return null;
            } else {
                bind(thread, newProcess.get());
            }
            process = ofThread.get(thread);
        }
        return process;
    }

    /** An end of the thread before its announcement: the announcement is of a later thread with the same number. */
    private boolean endsBetween(int thread, int row, int announcement) {
        return ends.getOrDefault(thread, List.of()).stream().anyMatch(end -> row <= end && end < announcement);
    }

    /** The announcing row itself. */
    void announced(int thread, int row) {
        for (Birth birth : births.get(thread)) {
            if (birth.row == row && !birth.done) {
                threadExit(thread);
                beBorn(thread, birth);
            }
        }
    }

    private void beBorn(int thread, Birth birth) {
        birth.done = true;
        TracedProcess parent = of(birth.parent, birth.row);
        if (parent == null) {
            bind(thread, newProcess.get());
        } else {
            bind(thread, birth.forked ? parent.fork() : parent);
        }
    }

    private void bind(int thread, TracedProcess process) {
        dead.remove(thread);
        TracedProcess left = ofThread.put(thread, process);
        releaseIfLeft(left);
    }

    void threadExit(int thread) {
        dead.add(thread);
        releaseIfLeft(ofThread.remove(thread));
    }

    /** The process goes with its last thread. */
    private void releaseIfLeft(TracedProcess process) {
        if (process != null && !ofThread.containsValue(process)) {
            process.release();
        }
    }

    /** A thread that shares its process leaves it alone (vfork, posix_spawn); the only one ends it. */
    void execve(int thread) {
        threadExit(thread);
        bind(thread, newProcess.get());
    }

    void exitGroup(int thread) {
        TracedProcess process = ofThread.get(thread);
        List<Integer> threads = ofThread.keySet().stream()
                .filter(t -> ofThread.get(t) == process)
                .toList();
        threads.forEach(this::threadExit);
    }

    /** The processes alive, each once. */
    Collection<TracedProcess> alive() {
        return new HashSet<>(ofThread.values());
    }

    /** What the trace has left running. */
    void exitAll() {
        List.copyOf(ofThread.keySet()).forEach(this::threadExit);
    }
}
