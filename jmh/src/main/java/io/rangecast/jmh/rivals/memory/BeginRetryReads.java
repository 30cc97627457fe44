package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.Subscription;
import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/** Each read is between begin and retry of a subscription, which other threads may use too. */
public final class BeginRetryReads extends RandomReads implements IntToLongFunction {
    private final Subscription subscription;
    private final ByteBuffer block;

    /**
     * Reads of one thread.
     *
     * @param subscription over the block
     * @param block to read
     */
    public BeginRetryReads(Subscription subscription, ByteBuffer block) {
        this.subscription = subscription;
        this.block = block;
    }

    @Override
    public long applyAsLong(int reads) {
        Subscription subscription = this.subscription;
        ByteBuffer block = this.block;
        long sum = 0;
        long place = random;
        for (int i = 0; i < reads; i++) {
            place = next(place);
            long seen;
            long value;
            do {
                seen = subscription.tryReadBegin();
                value = block.getLong(offset(place));
            } while (subscription.readRetry(seen));
            sum += value;
        }
        random = place;
        return sum;
    }
}
