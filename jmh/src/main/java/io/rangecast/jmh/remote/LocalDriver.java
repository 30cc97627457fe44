package io.rangecast.jmh.remote;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/** A media driver in this JVM, for processes of this host, in a folder that goes with it. */
final class LocalDriver implements AutoCloseable {
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path folder;
    private final MediaDriver driver;

    LocalDriver() throws IOException {
        this(LIVENESS_NANOS);
    }

    /** That ends clients, and their links, of which it has not heard for so long. */
    LocalDriver(long livenessNanos) throws IOException {
        folder = Files.createTempDirectory("remote");
        driver = MediaDriver.launch(new MediaDriver.Context()
                .aeronDirectoryName(folder.resolve("driver").toString())
                .clientLivenessTimeoutNs(livenessNanos)
                .timerIntervalNs(livenessNanos / 10)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new SleepingMillisIdleStrategy(1)) // it has no part in what is sent over IPC
                .termBufferSparseFile(true)
                .ipcTermBufferLength(1 << 20)
                .dirDeleteOnShutdown(true));
    }

    /** Where clients find it. */
    Path directory() {
        return Path.of(driver.aeronDirectoryName());
    }

    /** That is deleted with it. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        driver.close();
        IoUtil.delete(folder.toFile(), false);
    }
}
