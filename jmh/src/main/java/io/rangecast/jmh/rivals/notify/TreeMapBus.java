package io.rangecast.jmh.rivals.notify;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What one writes first: listeners in a {@link TreeMap} by where they start, under a {@link ReentrantReadWriteLock}. A
 * start looks from as far before its range as the longest listener is long.
 */
public final class TreeMapBus implements InvalidationBus<Object> {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final TreeMap<Long, List<BusListener>> byStart = new TreeMap<>();
    private long greatestLength;

    /** An empty one. */
    public TreeMapBus() {}

    @Override
    public Object subscribe(long start, long end, RangeCallback callback) {
        return add(new BusListener(start, end, callback, null));
    }

    @Override
    public Object subscribe(long start, long end, BusInbox inbox) {
        return add(new BusListener(start, end, null, (QueueInbox) inbox));
    }

    private BusListener add(BusListener listener) {
        lock.writeLock().lock();
        try {
            byStart.computeIfAbsent(listener.start, start -> new ArrayList<>(1)).add(listener);
            greatestLength = Math.max(greatestLength, listener.end - listener.start);
        } finally {
            lock.writeLock().unlock();
        }
        return listener;
    }

    @Override
    public void unsubscribe(Object handle) {
        BusListener listener = (BusListener) handle;
        lock.writeLock().lock();
        try {
            byStart.computeIfPresent(
                    listener.start, (start, some) -> some.remove(listener) && some.isEmpty() ? null : some);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public BusInbox newInbox(RangeCallback callback, Waiting waiting) {
        return new QueueInbox(callback, waiting);
    }

    @Override
    public BusProducer newProducer(Waiting waiting) {
        return () -> new Window(waiting);
    }

    private final class Window extends HitWindow {
        Window(Waiting waiting) {
            super(waiting);
        }

        @Override
        void search(long start, long end) {
            lock.readLock().lock();
            try {
                long from = Math.max(-1, start - greatestLength);
                for (List<BusListener> some :
                        byStart.subMap(from, false, end, false).values()) {
                    for (BusListener listener : some) {
                        if (listener.end > start) {
                            add(listener);
                        }
                    }
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }
}
