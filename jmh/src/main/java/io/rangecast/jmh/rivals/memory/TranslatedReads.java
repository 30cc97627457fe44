package io.rangecast.jmh.rivals.memory;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.TranslationCache;
import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/** Each read translates its address first; what is raw is an offset in the block. A poll comes with each batch. */
public final class TranslatedReads extends RandomReads implements IntToLongFunction {
    private static final long PAGE = 4096;
    private static final int LIMIT = 16;

    private final ByteBuffer block;
    private final TranslationCache cache;
    private final Subscriber subscriber;
    private final Subscription subscription;

    /**
     * Reads of one thread.
     *
     * @param space in which the block is at 0
     * @param block to read
     */
    public TranslatedReads(AddressSpace space, ByteBuffer block) {
        this.block = block;
        cache = new TranslationCache(space, (int) (Blocks.SIZE / PAGE), PAGE);
        subscriber = new Subscriber("reader", cache);
        subscription = space.subscribe(0, Blocks.SIZE, subscriber);
    }

    @Override
    public long applyAsLong(int reads) {
        ByteBuffer block = this.block;
        long sum = 0;
        long place = random;
        for (int i = 0; i < reads; i += BATCH) {
            subscriber.poll(LIMIT);
            for (int j = 0; j < BATCH; j++) {
                place = next(place);
                sum += block.getLong((int) raw(offset(place)));
            }
        }
        random = place;
        return sum;
    }

    private long raw(long address) {
        long raw = cache.translate(address);
        return raw == TranslationCache.MISS ? fill(address) : raw;
    }

    private long fill(long address) {
        if (!cache.fill(subscription, subscription.readBegin(), address, address)) {
            throw new IllegalStateException("nobody invalidates, but 0x" + Long.toHexString(address) + " is invalid");
        }
        return address;
    }
}
