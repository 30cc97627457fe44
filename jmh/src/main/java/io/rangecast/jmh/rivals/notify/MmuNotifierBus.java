package io.rangecast.jmh.rivals.notify;

import io.rangecast.jmh.rivals.RedBlackLinks;
import io.rangecast.jmh.rivals.RedBlackNode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one gets who ports Linux's interval notifiers (mm/mmu_notifier.c): a red-black interval tree, one sequence for
 * all, and one lock, which is held while a start searches for its first hit and while it ends, but not while it tells.
 *
 * <p>The sequence is odd from the first start that hits somebody until no start is under way. Meanwhile the tree does not
 * change, so that starts walk it without the lock: who subscribes or unsubscribes is put aside, and the last end does it.
 * A start leaves the sequence in each {@link Listener} it hits; readers begin when theirs is not the current one.
 *
 * <p>Of the contract it has what ours has for callbacks: newcomers miss no window, readers begin and retry, and who has
 * unsubscribed is called no more. It has no inboxes, so threads are told as by the other rivals.
 */
public final class MmuNotifierBus implements InvalidationBus<MmuNotifierBus.Listener> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sequenceHasChanged = lock.newCondition();

    // All of this under the lock; but the tree is also walked without it while the sequence is odd.
    private final RedBlackLinks tree = new RedBlackLinks();
    private final List<Listener> putAside = new ArrayList<>();
    private long sequence = 2;
    private int startsUnderWay;

    /** An empty one. */
    public MmuNotifierBus() {}

    @Override
    public Listener subscribe(long start, long end, RangeCallback callback) {
        return add(new Listener(this, start, end, callback, null));
    }

    @Override
    public Listener subscribe(long start, long end, BusInbox inbox) {
        return add(new Listener(this, start, end, null, (QueueInbox) inbox));
    }

    private Listener add(Listener listener) {
        lock.lock();
        try {
            if (isInvalidating()) {
                listener.sequence(sequence);
                putAside.add(listener);
            } else {
                if (startsUnderWay > 0) { // they hit nobody, but may hit this one
                    sequence |= 1;
                    listener.sequence(sequence);
                } else {
                    listener.sequence(sequence - 1);
                }
                insert(listener);
            }
            return listener;
        } finally {
            lock.unlock();
        }
    }

    private void insert(Listener listener) {
        listener.node = tree.insert(listener.start, listener.end, listener);
    }

    @Override
    public void unsubscribe(Listener listener) {
        lock.lock();
        try {
            if (listener.node == null) {
                putAside.remove(listener);
            } else if (isInvalidating()) {
                listener.leaving = true;
                putAside.add(listener);
                awaitChangeOf(sequence); // it may be told until then
            } else {
                tree.remove(listener.node);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isInvalidating() {
        return (sequence & 1) != 0;
    }

    private void awaitChangeOf(long seen) {
        while (sequence == seen) {
            sequenceHasChanged.awaitUninterruptibly();
        }
    }

    long readBegin(Listener listener) {
        lock.lock();
        try {
            long seen = listener.sequence();
            awaitChangeOf(seen);
            return seen;
        } finally {
            lock.unlock();
        }
    }

    /** The first that overlaps a start which is under way from now on; or null. */
    private RedBlackNode begin(Window window, long start, long end) {
        lock.lock();
        try {
            startsUnderWay++;
            RedBlackNode first = tree.firstOverlap(start, end);
            if (first != null) {
                sequence |= 1;
            }
            window.sequence = sequence;
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            startsUnderWay--;
            if (startsUnderWay == 0 && isInvalidating()) {
                sequence++;
                changeTree();
                sequenceHasChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void changeTree() {
        for (Listener listener : putAside) {
            if (listener.leaving) {
                tree.remove(listener.node);
            } else {
                insert(listener);
            }
        }
        putAside.clear();
    }

    @Override
    public BusInbox newInbox(RangeCallback callback, Waiting waiting) {
        return new QueueInbox(callback, waiting);
    }

    @Override
    public BusProducer newProducer(Waiting waiting) {
        return () -> new Window(waiting);
    }

    private final class Window implements BusWindow {
        private final RangeMessage message;
        private long sequence;

        Window(Waiting waiting) {
            message = new RangeMessage(QueueInbox.idle(waiting));
        }

        @Override
        public int start(long start, long end) {
            RedBlackNode hit = begin(this, start, end);
            int told = 0;
            if (hit != null) {
                message.set(start, end);
                while (hit != null) {
                    ((Listener) hit.value()).tell(sequence, message);
                    hit = tree.nextOverlap(hit, start, end);
                    told++;
                }
                message.awaitAnswers();
            }
            return told;
        }

        @Override
        public void end() {
            MmuNotifierBus.this.end();
        }
    }

    /** A range, who is told of it, and its readers. */
    public static final class Listener {
        private static final VarHandle SEQUENCE;

        static {
            try {
                SEQUENCE = MethodHandles.lookup().findVarHandle(Listener.class, "sequence", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final MmuNotifierBus bus;
        private final long start;
        private final long end;
        private final RangeCallback callback;
        private final QueueInbox inbox;

        /** Null until it is in the tree. */
        private RedBlackNode node;

        private boolean leaving;
        private long sequence;

        private Listener(MmuNotifierBus bus, long start, long end, RangeCallback callback, QueueInbox inbox) {
            this.bus = bus;
            this.start = start;
            this.end = end;
            this.callback = callback;
            this.inbox = inbox;
        }

        /** Two starts at once leave the same: it does not change while it is odd. */
        private void sequence(long left) {
            SEQUENCE.setOpaque(this, left);
        }

        private long sequence() {
            return (long) SEQUENCE.getOpaque(this);
        }

        private void tell(long left, RangeMessage message) {
            sequence(left);
            VarHandle.releaseFence(); // the memory changes behind it
            if (callback != null) {
                callback.onInvalidate(message.start, message.end);
            } else {
                message.sendTo(inbox);
            }
        }

        /**
         * Waits until no start is under way that has hit this.
         *
         * @return for {@link #readRetry}
         */
        public long readBegin() {
            return bus.readBegin(this);
        }

        /**
         * Whether a start has hit this since.
         *
         * @param seen what the begin has returned
         * @return true if what was read is not to be used
         */
        public boolean readRetry(long seen) {
            VarHandle.acquireFence(); // what was read is read before
            return sequence() != seen;
        }
    }
}
