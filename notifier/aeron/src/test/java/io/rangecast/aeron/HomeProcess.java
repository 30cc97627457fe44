package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process that is the home of a mapped file's pages, and changes them, or stops in the middle of a change. */
final class HomeProcess {
    /** Where the last page has how many changes homes have made. */
    static final int CHANGES = PeerProcess.READS + 320;

    /** And whether the last one stays in a change. */
    static final int IN_A_CHANGE = PeerProcess.READS + 384;

    static final int HALF_CHANGED = 3;

    /** What it does when it has begun. */
    enum Task {
        CHANGE,
        /** Changes each page once, and then one by half. */
        STAY_IN_A_CHANGE,
        NOTHING
    }

    private HomeProcess() {}

    /** Of the epoch, with a roster or without. */
    static Process start(Path folder, Task task, long epoch, boolean hasRoster) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HomeProcess.class.getName(),
                        folder.toString(),
                        task.name(),
                        Long.toString(epoch),
                        Boolean.toString(hasRoster)))
                .inheritIO()
                .start();
    }

    /** Folder, task, epoch, whether there is a roster. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        HomeOptions options = new HomeOptions().epoch(Long.parseLong(arguments[2]));
        if (Boolean.parseBoolean(arguments[3])) {
            options.roster(folder.resolve("roster"));
        }
        PageHome pages = new PageHome(folder, "ipc", options, false);
        Task task = Task.valueOf(arguments[1]);
        if (task != Task.NOTHING) {
            mendAll(pages);
        }
        for (int i = 0; task == Task.CHANGE || task == Task.STAY_IN_A_CHANGE && i < PageHome.PAGES; i++) {
            change(pages, i % PageHome.PAGES);
        }
        if (task == Task.STAY_IN_A_CHANGE) {
            assertThat(pages.producer.invalidateRangeStart(pages.range(HALF_CHANGED)))
                    .isEqualTo(InvalidationResult.COMPLETED);
            pages.spoil(HALF_CHANGED);
            pages.memory.putLong(IN_A_CHANGE, 1);
        }
        while (true) {
            LockSupport.park();
        }
    }

    /** What a home before this may have left: when nobody uses anything of it any more. */
    private static void mendAll(PageHome pages) {
        InvalidationRange all = new InvalidationRange().init(pages.space, 0, (long) PageHome.PAGES * PageHome.PAGE);
        assertThat(pages.producer.invalidateRangeStart(all)).isEqualTo(InvalidationResult.COMPLETED);
        for (int page = 0; page < PageHome.PAGES; page++) {
            pages.mend(page);
        }
        pages.producer.invalidateRangeEnd(all);
    }

    private static void change(PageHome pages, int page) {
        if (pages.change(page) == InvalidationResult.COMPLETED
                && pages.home.peers().stream().anyMatch(PeerStatus::joined)) {
            MappedByteBuffer memory = pages.memory;
            memory.putLong(CHANGES, memory.getLong(CHANGES) + 1);
        }
        LockSupport.parkNanos(1_000_000);
    }
}
