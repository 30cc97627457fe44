package io.rangecast.notifier;

import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/**
 * The invalidators that a space lends to threads that come and go. Bounded; any thread; lock-free. All that a borrower
 * did with an invalidator happens before the next one gets it, by the queue.
 *
 * <p>The queue's relaxed methods take a place that another thread has claimed and not filled for empty, and do not wait for
 * that thread: then one more is made.
 */
final class InvalidatorPool {
    /** Two for each processor, as borrowers may lose theirs, and a power of two; more would be more to look at. */
    private static final int IDLE =
            Integer.highestOneBit(Math.max(4, 4 * Runtime.getRuntime().availableProcessors() - 1));

    private final AddressSpace space;
    private final Registry registry;
    private final MessagePassingQueue<Invalidator> idle = new MpmcVarHandleArrayQueue<>(IDLE);

    InvalidatorPool(AddressSpace space, Registry registry) {
        this.space = space;
        this.registry = registry;
    }

    Invalidator borrow() {
        Invalidator invalidator = idle.relaxedPoll();
        if (invalidator == null) {
            invalidator = new Invalidator("lent", space, registry, this);
        }
        invalidator.lendToCurrentThread();
        return invalidator;
    }

    /** False if there are enough. */
    boolean giveBack(Invalidator invalidator) {
        return idle.relaxedOffer(invalidator);
    }
}
