package io.rangecast.jmh.remote;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import java.util.concurrent.TimeUnit;

/** A start over a page, and its end. */
abstract class StartTeller implements Teller {
    final AddressSpace space;
    private final InvalidationRange range = new InvalidationRange();
    private final Invalidator producer;

    StartTeller(AddressSpace space, Pace pace) {
        this.space = space;
        producer = space.newInvalidator("producer", pace.strategy(), TimeUnit.SECONDS.toNanos(20));
    }

    @Override
    public final void tell() {
        range.init(space, 0, RemotePeer.PAGE);
        if (producer.invalidateRangeStart(range) != InvalidationResult.COMPLETED) {
            throw new IllegalStateException(producer.describeLaggards(range));
        }
        producer.invalidateRangeEnd(range);
    }
}
