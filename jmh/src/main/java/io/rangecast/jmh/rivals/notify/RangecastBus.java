package io.rangecast.jmh.rivals.notify;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/** The candidate: our {@link AddressSpace}. */
public final class RangecastBus implements InvalidationBus<Subscription> {
    private static final int POLL_LIMIT = 64;

    private final AddressSpace space = new AddressSpace();

    /** An empty one. */
    public RangecastBus() {}

    /**
     * Ours, for what the rivals do not have.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    @Override
    public Subscription subscribe(long start, long end, RangeCallback callback) {
        return space.subscribe(start, end - start, (subscription, invalidation) -> {
            callback.onInvalidate(invalidation.start(), invalidation.end());
            return true;
        });
    }

    @Override
    public Subscription subscribe(long start, long end, BusInbox inbox) {
        return space.subscribe(start, end - start, ((Inbox) inbox).subscriber);
    }

    @Override
    public void unsubscribe(Subscription handle) {
        handle.close();
    }

    @Override
    public BusInbox newInbox(RangeCallback callback, Waiting waiting) {
        return new Inbox(callback, waiting);
    }

    @Override
    public BusProducer newProducer(Waiting waiting) {
        Invalidator invalidator = waiting == Waiting.SPINNING
                ? space.newInvalidator("producer", new BusySpinIdleStrategy(), Invalidator.DEFAULT_TIMEOUT_NANOS)
                : space.newInvalidator("producer");
        return () -> new Window(invalidator);
    }

    private static final class Inbox implements BusInbox {
        private final Subscriber subscriber;
        private final IdleStrategy idle;

        Inbox(RangeCallback callback, Waiting waiting) {
            subscriber = new Subscriber("inbox", record -> callback.onInvalidate(record.start(), record.end()));
            idle = waiting == Waiting.SPINNING ? new BusySpinIdleStrategy() : subscriber.newIdleStrategy();
        }

        @Override
        public int poll() {
            return subscriber.poll(POLL_LIMIT);
        }

        @Override
        public IdleStrategy idle() {
            return idle;
        }
    }

    private final class Window implements BusWindow {
        private final InvalidationRange range = new InvalidationRange();
        private final Invalidator invalidator;

        Window(Invalidator invalidator) {
            this.invalidator = invalidator;
        }

        @Override
        public int start(long start, long end) {
            range.init(InvalidationEvent.UNMAP, 0, null, space, start, end);
            if (invalidator.invalidateRangeStart(range) != InvalidationResult.COMPLETED) {
                throw new IllegalStateException(range + " was not acknowledged by " + invalidator.laggards(range));
            }
            return range.hits();
        }

        @Override
        public void end() {
            invalidator.invalidateRangeEnd(range);
        }
    }
}
