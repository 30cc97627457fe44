package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.ReaderGroup;
import java.util.concurrent.Phaser;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/** How any thread may say that it reads, and that it has read, as a parameter of benchmarks. */
public enum SectionKind {
    /** Ours: a section of a group. */
    READER_GROUP("reader group", SectionKind::readerGroup),
    /** A read lock with a stamp. */
    STAMPED_LOCK("StampedLock", SectionKind::stampedLock),
    /** The JDK's lock for reading and writing. */
    READ_WRITE_LOCK("ReadWriteLock", SectionKind::readWriteLock),
    /** A party of the JDK's phaser. */
    PHASER("Phaser", SectionKind::phaser);

    private final String label;
    private final Supplier<IntToLongFunction> open;

    SectionKind(String label, Supplier<IntToLongFunction> open) {
        this.label = label;
        this.open = open;
    }

    /**
     * What it is called in results.
     *
     * @return a short name
     */
    public String label() {
        return label;
    }

    /**
     * Makes one that threads share.
     *
     * @return enters and leaves so many times, and returns that number, counted inside
     */
    public IntToLongFunction open() {
        return open.get();
    }

    private static IntToLongFunction readerGroup() {
        ReaderGroup group = new ReaderGroup("readers");
        return times -> {
            long count = 0;
            for (int i = 0; i < times; i++) {
                long section = group.enter();
                count++;
                group.exit(section);
            }
            return count;
        };
    }

    private static IntToLongFunction stampedLock() {
        StampedLock lock = new StampedLock();
        return times -> {
            long count = 0;
            for (int i = 0; i < times; i++) {
                long stamp = lock.readLock();
                count++;
                lock.unlockRead(stamp);
            }
            return count;
        };
    }

    private static IntToLongFunction readWriteLock() {
        ReentrantReadWriteLock.ReadLock lock = new ReentrantReadWriteLock().readLock();
        return times -> {
            long count = 0;
            for (int i = 0; i < times; i++) {
                lock.lock();
                count++;
                lock.unlock();
            }
            return count;
        };
    }

    /** One more party, so that the phase does not end. */
    private static IntToLongFunction phaser() {
        Phaser phaser = new Phaser(1);
        return times -> {
            long count = 0;
            for (int i = 0; i < times; i++) {
                phaser.register();
                count++;
                phaser.arriveAndDeregister();
            }
            return count;
        };
    }
}
