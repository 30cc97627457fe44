package io.rangecast.jmh.rivals.notify;

import java.util.Queue;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/** An inbox for one changing thread, in JCTools' fastest queue. */
final class QueueInbox implements BusInbox {
    private static final int CAPACITY = 1024;

    private final Queue<RangeMessage> queue = new SpscVarHandleArrayQueue<>(CAPACITY);
    private final RangeCallback callback;
    private final IdleStrategy idle;

    QueueInbox(RangeCallback callback, InvalidationBus.Waiting waiting) {
        this.callback = callback;
        this.idle = idle(waiting);
    }

    /** Agrona's strategies, as its users take them: backing off spins, yields, then parks from 1 us to 1 ms. */
    static IdleStrategy idle(InvalidationBus.Waiting waiting) {
        return waiting == InvalidationBus.Waiting.SPINNING ? new BusySpinIdleStrategy() : new BackoffIdleStrategy();
    }

    void send(RangeMessage message) {
        if (!queue.offer(message)) {
            throw new IllegalStateException("more than " + CAPACITY + " messages of one change");
        }
    }

    @Override
    public int poll() {
        int taken = 0;
        RangeMessage message;
        while ((message = queue.poll()) != null) {
            callback.onInvalidate(message.start, message.end);
            message.answer();
            taken++;
        }
        return taken;
    }

    @Override
    public IdleStrategy idle() {
        return idle;
    }
}
