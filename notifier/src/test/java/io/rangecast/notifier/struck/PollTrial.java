package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import java.util.ArrayList;
import java.util.List;

/** A subscriber takes what some producers have published; each window waits for its own record. */
class PollTrial implements Trial {
    private static final long LENGTH = 1L << 40;
    private static final int DIRECT_PRODUCERS = 2;
    private static final int RINGING_PRODUCERS = 4;
    private static final int SOME = 16;

    final AddressSpace space = new AddressSpace();
    final Handler handler = new Handler();
    final Subscriber subscriber = new Subscriber("own", handler);
    final List<Invalidator> producers = new ArrayList<>();
    final List<InvalidationRange> open = new ArrayList<>();
    Subscription subscription;

    @Override
    public void prepare() {
        subscriber.attach();
        subscription = space.subscribe(0, LENGTH, subscriber);
        addProducers(DIRECT_PRODUCERS);
        publishByAll();
    }

    final void addProducers(int count) {
        for (int i = 0; i < count; i++) {
            producers.add(space.newInvalidator("producer " + i));
        }
    }

    final void publishByAll() {
        producers.forEach(this::publish);
    }

    /** Each over another range, and with a gap to the next. */
    final void publish(Invalidator producer) {
        long start = 2 * World.PAGE * open.size();
        InvalidationRange range = new InvalidationRange().init(space, start, start + World.PAGE);
        producer.publish(range);
        open.add(range);
    }

    @Override
    public void run() {
        subscriber.poll(Integer.MAX_VALUE);
    }

    @Override
    public void check(Throwable thrown, boolean struck) throws Exception {
        Check.that(thrown != null || !struck, "nobody was told");
        assertAnswersAreTrue();
        pollToTheEnd();
        assertAnswersAreTrue();
        for (InvalidationRange range : open) {
            Check.equal(answer(range), InvalidationResult.COMPLETED, "the answer for " + range + " at last");
        }
        endAll();
        publishByAll();
        pollToTheEnd();
        endAll();
        producers.forEach(Invalidator::close);
        subscriber.close();
        Check.equal(subscription.tryReadBegin(), Subscription.CLOSED_FOR_GOOD, "the subscription's state");
        Elsewhere.assertUsable();
    }

    void pollToTheEnd() {
        subscriber.poll(Integer.MAX_VALUE);
        Check.equal(subscriber.poll(Integer.MAX_VALUE), 0, "records that come again");
    }

    private void assertAnswersAreTrue() {
        for (InvalidationRange range : open) {
            Check.that(
                    answer(range) != InvalidationResult.COMPLETED || handler.hasLetGoOf(range.start(), range.end()),
                    range + " is acknowledged and was not handled");
        }
    }

    /** Without a wait, which would poll. */
    final InvalidationResult answer(InvalidationRange range) {
        return producerOf(range).await(range, 0);
    }

    private Invalidator producerOf(InvalidationRange range) {
        for (Invalidator each : producers) {
            try {
                each.laggards(range);
                return each;
            } catch (IllegalStateException notThere) {
                // of another
            }
        }
        throw new AssertionError(range + " is not open");
    }

    final void endAll() {
        for (InvalidationRange range : open) {
            producerOf(range).invalidateRangeEnd(range);
        }
        open.clear();
    }

    /** So many that they ring. */
    static final class Ringing extends PollTrial {
        @Override
        public void prepare() {
            super.prepare();
            addProducers(RINGING_PRODUCERS - DIRECT_PRODUCERS);
            publishByAll();
        }
    }

    /** More than fits into a ring. */
    static final class Overflowing extends PollTrial {
        @Override
        public void prepare() {
            super.prepare();
            while (space.counters().merges() < 2) {
                publish(producers.get(0));
            }
        }

        @Override
        public void run() {
            subscriber.poll(SOME); // what did not fit, and a little of the ring
        }
    }

    /** Also drops the inbox of a producer that has gone. */
    static final class Left extends PollTrial {
        @Override
        public void prepare() {
            super.prepare();
            endAll();
            producers.remove(1).close();
        }
    }

    /** It is told that it was evicted, once. */
    static final class Evicted extends PollTrial {
        @Override
        public void prepare() {
            super.prepare();
            Check.equal(producers.get(0).evict(open.get(0)), InvalidationResult.EVICTED, "answer");
        }

        @Override
        void pollToTheEnd() {
            if (!subscriber.isClosed()) {
                boolean told = handler.hasLetGoOf(0, LENGTH);
                Check.that(subscriber.poll(1) == 1 || told, "it is not told of its eviction");
            }
            Check.that(subscriber.isClosed(), "it is not closed");
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            Check.that(thrown != null || !struck, "nobody was told");
            boolean told = handler.hasLetGoOf(0, LENGTH);
            Check.that(told || answer(open.get(0)) == InvalidationResult.EVICTED, "answered before it was told");
            pollToTheEnd();
            Check.that(handler.hasLetGoOf(0, LENGTH), "it was not told");
            for (InvalidationRange range : open) {
                Check.equal(answer(range), InvalidationResult.COMPLETED, "the answer for " + range + " at last");
            }
            endAll();
            subscriber.close();
            Check.equal(subscription.tryReadBegin(), Subscription.CLOSED_FOR_GOOD, "the subscription's state");
            producers.forEach(Invalidator::close);
            Elsewhere.assertUsable();
        }
    }
}
