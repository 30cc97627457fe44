package io.rangecast.jmh.rivals.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * No way for records at all, but the limit of what any can do: a line goes there, and a line comes back. There is room
 * for one.
 */
public final class PingPong implements RecordPath {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int THERE = 128 / Long.BYTES;

    private final long[] words = new long[2 * THERE];
    private final ConsumerWords consumer = new ConsumerWords();

    /** One that rests. */
    public PingPong() {}

    @Override
    public boolean trySend(long number) {
        if (!consumer.isHandled(number - 1)) {
            return false;
        }
        WORD.setRelease(words, THERE, number); // pairs with receive()
        return true;
    }

    @Override
    public boolean isHandled(long number) {
        return consumer.isHandled(number);
    }

    @Override
    public int receive() {
        long number = (long) WORD.getAcquire(words, THERE);
        if (number == consumer.handledAcquire()) {
            return 0;
        }
        consumer.handled(number, LONGS * number + LONGS * (LONGS - 1) / 2);
        return 1;
    }

    @Override
    public long sum() {
        return consumer.sum();
    }
}
