package io.rangecast.jmh.rivals.notify;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.IdleStrategy;

/**
 * What is put into queues, and how many have not acknowledged. One object for all changes of a window: it is not used again
 * before all have acknowledged.
 */
final class RangeMessage {
    /** In the middle of an array, so that no other word shares its cache line. */
    private static final int UNANSWERED = 128 / Integer.BYTES;

    private final AtomicIntegerArray words = new AtomicIntegerArray(2 * UNANSWERED + 1);
    private final IdleStrategy idle;

    long start;
    long end;

    RangeMessage(IdleStrategy idle) {
        this.idle = idle;
    }

    void set(long newStart, long newEnd) {
        start = newStart;
        end = newEnd;
    }

    void sendTo(QueueInbox inbox) {
        words.getAndIncrement(UNANSWERED);
        inbox.send(this);
    }

    /** By a listening thread, when it has let go. */
    void answer() {
        words.getAndDecrement(UNANSWERED);
    }

    void awaitAnswers() {
        if (words.get(UNANSWERED) != 0) {
            idle.reset();
            do {
                idle.idle();
            } while (words.get(UNANSWERED) != 0);
        }
    }
}
