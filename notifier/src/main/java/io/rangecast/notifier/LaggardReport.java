package io.rangecast.notifier;

import java.util.Collection;

/** Tells a person what the threads do that have not let go. It takes their stacks, which stops each for a moment. */
final class LaggardReport {
    private LaggardReport() {}

    /** To be called by the thread that waits for them, as that may hold what one of them waits for. Allocates. */
    static String of(Collection<Subscriber> laggards, Collection<ReaderGroup> groups) {
        StringBuilder report = new StringBuilder();
        for (Subscriber laggard : laggards) {
            describe(laggard, laggard.owner(), report);
        }
        for (ReaderGroup group : groups) {
            group.describe(report);
        }
        return report.toString();
    }

    private static void describe(Subscriber laggard, Thread owner, StringBuilder report) {
        report.append(laggard);
        if (laggard.deferred() > 0) {
            report.append(", which has deferred ").append(laggard.deferred()).append(" answers");
        }
        String others = laggard.others();
        if (others != null) {
            report.append(": ").append(others);
            if (laggard.deferred() > 0) { // it is they who are late, and not the thread, which has asked them
                report.append('\n');
                return;
            }
        }
        if (owner == null) {
            report.append(": no thread polls it; one is to poll, or to close it\n");
            for (Thread each : laggard.unattachedThreads()) {
                report.append("  it was made, subscribed or read under by ");
                if (each == Thread.currentThread()) {
                    report.append("this thread\n");
                } else {
                    describe(each, report);
                }
            }
            return;
        }
        report.append(": ");
        describe(owner, report);
    }

    private static void describe(Thread owner, StringBuilder report) {
        report.append("thread \"").append(owner.getName()).append("\" is ").append(owner.getState());
        report.append(lockOf(owner)).append('\n');
        for (StackTraceElement frame : owner.getStackTrace()) {
            report.append("    at ").append(frame).append('\n');
        }
    }

    private static String lockOf(Thread owner) {
        try {
            return AwaitedLock.of(owner);
        } catch (LinkageError none) { // a runtime may have been made without java.management
            return "";
        }
    }
}
