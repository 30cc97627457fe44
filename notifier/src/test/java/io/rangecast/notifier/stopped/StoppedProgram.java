package io.rangecast.notifier.stopped;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Threads that work beside each other for ever, until a debugger stops one of them. */
final class StoppedProgram {
    private static final int ROLES = Role.values().length;
    private static final long PAUSE_NANOS = 200_000;
    private static final int TURNS_TO_WARM_UP = 50;

    // Read by the debugger.
    static final long[] turns = new long[ROLES];
    static final long[] cpuNanos = new long[ROLES];
    static volatile String failure = "";

    private StoppedProgram() {}

    /** What a thread does again and again. */
    interface Turn {
        /** Whether it has done anything. */
        boolean take() throws Exception;
    }

    public static void main(String[] args) throws InterruptedException {
        Map<Role, Thread> threads = new EnumMap<>(Role.class);
        new Roles().turns().forEach((role, turn) -> threads.put(role, new Thread(() -> work(role, turn), role.name())));
        threads.values().forEach(Thread::start);
        while (!areWarm()) {
            Thread.sleep(1);
        }
        Thread meter = new Thread(() -> measure(threads), "meter");
        meter.start();
        meet();
    }

    private static boolean areWarm() {
        for (long each : turns) {
            if (each < TURNS_TO_WARM_UP) {
                return !failure.isEmpty();
            }
        }
        return true;
    }

    private static void work(Role role, Turn turn) {
        try {
            while (true) {
                if (turn.take()) {
                    turns[role.ordinal()]++;
                }
                if (!role.idles()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (Throwable thrown) {
            StringBuilder said = new StringBuilder(role + " has failed: " + thrown);
            for (StackTraceElement frame : thrown.getStackTrace()) {
                said.append("\n    at ").append(frame);
            }
            failure = said.toString();
        }
    }

    private static void measure(Map<Role, Thread> threads) {
        ThreadMXBean threadMeter = ManagementFactory.getThreadMXBean();
        while (true) {
            threads.forEach((role, thread) -> cpuNanos[role.ordinal()] = threadMeter.getThreadCpuTime(thread.getId()));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Where the debugger meets the program. */
    private static void meet() {
        assert failure != null;
    }
}
