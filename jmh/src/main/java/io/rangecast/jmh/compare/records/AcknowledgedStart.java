package io.rangecast.jmh.compare.records;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.SplittableRandom;

/**
 * Starts and ends invalidations of single pages, each of which has a subscription of the second thread, which spins; the
 * value is the time of a start, acknowledged, and its end, in nanoseconds.
 */
final class AcknowledgedStart implements Contender {
    private static final long PAGE = 4096;
    private static final int LIMIT = 16;
    private static final int PAGES = 1 << 10;

    /** The clock is read once in so many. */
    private static final int AT_ONCE = 16;

    /** After so many looks in vain, the other thread has no core. */
    private static final int PATIENCE = 10_000;

    private final String name;
    private final Partner partner;
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange();
    private final Subscriber subscriber = new Subscriber("partner", record -> {});
    private final long[] pages;
    private long started;
    private volatile boolean stop;

    AcknowledgedStart(String name, int subscriptions, long seed, Partner partner) {
        this.name = name;
        this.partner = partner;
        for (int i = 0; i < subscriptions; i++) {
            space.subscribe(2 * i * PAGE, PAGE, subscriber);
        }
        pages = new SplittableRandom(seed)
                .longs(PAGES, 0, subscriptions)
                .map(i -> 2 * i * PAGE)
                .toArray();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        long before = started;
        stop = false;
        long begun = System.nanoTime();
        partner.together(
                () -> {
                    try {
                        started += startUntil(begun + nanos);
                    } finally {
                        stop = true;
                    }
                },
                this::poll);
        double taken = System.nanoTime() - begun;
        long told = subscriber.counters().records();
        if (told != started) {
            throw new IllegalStateException(started + " starts, and the subscriber was told of " + told);
        }
        return new double[] {taken / (started - before)};
    }

    /** Counts in a local variable: a field would be on the line that the second thread looks at. */
    private long startUntil(long deadline) {
        long count = 0;
        do {
            for (int i = 0; i < AT_ONCE; i++) {
                startAndEnd(pages[(int) count & PAGES - 1]);
                count++;
            }
        } while (System.nanoTime() - deadline < 0);
        return count;
    }

    private void startAndEnd(long page) {
        range.init(InvalidationEvent.UNMAP, 0, null, space, page, page + PAGE);
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException("a blockable start returned " + result);
        }
    }

    private void poll() {
        for (int looks = 0; !stop; looks++) {
            if (subscriber.poll(LIMIT) != 0) {
                looks = 0;
            } else if (looks > PATIENCE) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
