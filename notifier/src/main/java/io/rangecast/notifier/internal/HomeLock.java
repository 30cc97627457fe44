package io.rangecast.notifier.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second home away as long as the process of the first exists, be it stopped or not: a lock on a file that nothing else
 * opens. The system drops a process's locks on a file with any descriptor of it that the process closes; so one that this
 * process has locked is not opened again, and if it was, by another name, it is not closed.
 */
public final class HomeLock {
    /** The files that this process has locked. A channel that nobody refers to would be closed, and the lock gone. */
    private static final Map<Path, HomeLock> LOCKED = new ConcurrentHashMap<>();

    /** Opened by another name of a file that this process has locked. */
    private static final Set<FileChannel> KEPT = ConcurrentHashMap.newKeySet();

    private final Path path;
    private FileChannel channel;

    private HomeLock(Path path) {
        this.path = path;
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
        Path absolute = path.toAbsolutePath();
        HomeLock lock = new HomeLock(absolute.getParent().toRealPath().resolve(absolute.getFileName()));
        boolean isTaken = false;
        if (LOCKED.putIfAbsent(lock.path, lock) == null) {
            try {
                isTaken = lock.tryTake();
            } finally {
                if (!isTaken) {
                    LOCKED.remove(lock.path, lock);
                }
            }
        }
        if (!isTaken) {
            throw new IllegalStateException("another home keeps " + path + ", and may be alive");
        }
        return lock;
    }

    private boolean tryTake() throws IOException {
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock taken = null;
        try {
            taken = channel.tryLock();
        } catch (OverlappingFileLockException byAnotherName) {
            KEPT.add(channel);
            return false;
        } finally {
            if (taken == null && !KEPT.contains(channel)) {
                channel.close();
            }
        }
        return taken != null;
    }

    /** Lets another home take it. */
    public void release() {
        try {
            channel.close();
            LOCKED.remove(path, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
