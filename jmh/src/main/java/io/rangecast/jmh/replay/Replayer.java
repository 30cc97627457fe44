package io.rangecast.jmh.replay;

import java.util.List;

/** Lives a trace through, row by row, as the memory manager of all its processes. Runs in one thread. */
final class Replayer {
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_FREE = 8;
    private static final int MADV_REMOVE = 9;

    private final List<TraceRow> rows;
    private final Processes processes;
    private final KernelSnapshots snapshots;

    /** Rows done: for the progress display. */
    private volatile int done;

    Replayer(Trace trace, Slab slab, Windows windows, RecentAreas recent, KernelSnapshots snapshots) {
        this.rows = trace.rows();
        this.processes = new Processes(rows, () -> new TracedProcess(slab, windows, recent));
        this.snapshots = snapshots;
    }

    void replay() {
        for (int i = 0; i < rows.size(); i++) {
            TraceRow row = rows.get(i);
            TracedProcess process = processes.of(row.thread(), i);
            if (process != null) { // else a call that was under way when its process ended
                apply(row, i, process);
                snapshots.compare(row.micros(), processes::alive);
            }
            done = i + 1;
        }
        processes.exitAll();
    }

    private void apply(TraceRow row, int number, TracedProcess process) {
        switch (row.op()) {
            case MMAP, MMAP_FIXED -> process.map(row.start(), row.end(), row.protection());
            case MUNMAP -> process.unmap(row.start(), row.end());
            case MPROTECT -> process.protect(row.start(), row.end(), row.protection());
            case MADVISE -> {
                if (row.third() == MADV_DONTNEED || row.third() == MADV_FREE || row.third() == MADV_REMOVE) {
                    process.discard(row.start(), row.end());
                }
            }
            case MREMAP -> process.remap(row.start(), row.end(), row.third(), row.newEnd());
            case BRK -> process.breakAt(row.end());
            case FORK, NEW_THREAD -> processes.announced(row.newThread(), number);
            case THREAD_EXIT -> processes.threadExit(row.thread());
            case EXECVE -> processes.execve(row.thread());
            case EXIT_GROUP -> processes.exitGroup(row.thread());
            case MINCORE, MSYNC, MLOCK -> {} // change nothing that an address is good for
            case FTRUNCATE, FALLOCATE -> {} // a trace does not say where the file is mapped
        }
    }

    int done() {
        return done;
    }
}
