package io.rangecast.notifier;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** The lock that a thread waits for, as {@code java.management} knows it. Apart, as a runtime may lack that module. */
final class AwaitedLock {
    private AwaitedLock() {}

    /** Names the lock and its holder; empty if the thread waits for none, or for one that nobody in particular holds. */
    static String of(Thread waiting) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(waiting.getId());
        if (info == null || info.getLockOwnerName() == null) { // it may be virtual, or have died
            return "";
        }
        String here = info.getLockOwnerId() == Thread.currentThread().getId() ? ", the thread that waits for it" : "";
        return ", waiting for " + info.getLockName() + ", which is held by \"" + info.getLockOwnerName() + '"' + here;
    }
}
