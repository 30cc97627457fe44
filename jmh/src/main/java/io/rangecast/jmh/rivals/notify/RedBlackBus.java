package io.rangecast.jmh.rivals.notify;

import io.rangecast.jmh.rivals.RedBlackIntervalTree;
import io.rangecast.jmh.rivals.RedBlackNode;
import java.util.function.Predicate;

/** What one writes who knows the kernel: listeners in an interval tree under a {@code StampedLock}. */
public final class RedBlackBus implements InvalidationBus<RedBlackNode> {
    private final RedBlackIntervalTree tree = new RedBlackIntervalTree();

    /** An empty one. */
    public RedBlackBus() {}

    @Override
    public RedBlackNode subscribe(long start, long end, RangeCallback callback) {
        return tree.insert(start, end, new BusListener(start, end, callback, null));
    }

    @Override
    public RedBlackNode subscribe(long start, long end, BusInbox inbox) {
        return tree.insert(start, end, new BusListener(start, end, null, (QueueInbox) inbox));
    }

    @Override
    public void unsubscribe(RedBlackNode handle) {
        tree.remove(handle);
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
        private final Predicate<Object> collect = hit -> {
            add((BusListener) hit);
            return true;
        };

        Window(Waiting waiting) {
            super(waiting);
        }

        @Override
        void search(long start, long end) {
            tree.forEachOverlap(start, end, collect);
        }
    }
}
