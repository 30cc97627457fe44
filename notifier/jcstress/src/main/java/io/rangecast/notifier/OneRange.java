package io.rangecast.notifier;

/**
 * What most tests begin with: a space with a producer, and the one range that it invalidates. Each meeting of the actors
 * has its own. Nobody waits in it: what a start would wait for is asked once.
 *
 * <p>The classes around tests are not public, as the tests must be: nobody outside could extend them, so javac does not
 * warn of what their constructors do.
 */
class OneRange {
    static final long START = 7;
    static final long END = 9;

    final AddressSpace space = new AddressSpace((error, invalidation, subscription) -> {});

    final Invalidator producer = space.newInvalidator("producer", 0);
    final InvalidationRange range = new InvalidationRange().init(space, START, END);

    /** A subscription over the range. */
    final Subscription subscribe() {
        return space.subscribe(START, END - START, (subscription, invalidation) -> true);
    }

    /** A subscription over the range that is not in the tree yet. */
    final Subscription unknown() {
        return new Subscription(
                producer.registry(),
                START,
                END,
                InvalidationEvent.ALL,
                0,
                (subscription, invalidation) -> true,
                null,
                null);
    }

    /** A subscription over the range that has had a reader: windows count in it. */
    final Subscription subscribeAndRead() {
        Subscription subscription = subscribe();
        subscription.tryReadBegin();
        return subscription;
    }

    /**
     * Takes the line of the window's slot into this thread's cache too, as many who subscribe do: the producer's write
     * then takes long to get out, and a read that overtakes it would show.
     */
    final void shareSlot() {
        producer.windows().version(0);
    }

    /** Two ranges, of which the second is the range. */
    final InvalidationBatch batch() {
        return new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, space)
                .add(0, 1)
                .add(START, END);
    }

    /** Opens the window, up to where a start would begin to wait. */
    final void start() {
        producer.publish(range);
    }

    final void end() {
        producer.invalidateRangeEnd(range);
    }
}
