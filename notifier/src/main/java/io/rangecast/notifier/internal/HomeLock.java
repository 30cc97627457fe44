package io.rangecast.notifier.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second home away as long as the process of the first exists, be it stopped or not: a lock on a file that nothing else
 * opens, as the system drops a process's locks on a file with any descriptor of it that the process closes.
 */
public final class HomeLock {
    /** Whose locks this process has; a channel that nobody refers to would be closed, and the lock gone. */
    private static final Set<FileChannel> LOCKED = ConcurrentHashMap.newKeySet();

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it.
     *
     * @param path of a file that is for this only, and is made if it is not there
     * @return the lock
     * @throws IllegalStateException if another home, of any process, has it
     * @throws IOException if the file cannot be opened
     */
    public static HomeLock take(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // by this process
        } finally {
            if (taken == null) {
                channel.close();
            }
        }
        if (taken == null) {
            throw new IllegalStateException("another home keeps " + path + ", and may be alive");
        }
        LOCKED.add(channel);
        return new HomeLock(channel);
    }

    /** Lets another home take it. */
    public void release() {
        try {
            channel.close();
            LOCKED.remove(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
