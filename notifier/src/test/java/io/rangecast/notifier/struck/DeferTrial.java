package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.ArrayList;
import java.util.List;

/** A handler defers all that it is told; each window waits until its own ticket is completed. */
abstract class DeferTrial implements Trial {
    final AddressSpace space = new AddressSpace();
    final List<Long> tickets = new ArrayList<>();
    final Subscriber subscriber = new Subscriber("device", record -> tickets.add(record.defer()));
    private final Invalidator producer = space.newInvalidator("producer");
    private final List<InvalidationRange> open = new ArrayList<>();

    @Override
    public void prepare() {
        subscriber.attach();
        space.subscribe(0, 4 * World.PAGE, subscriber);
        for (int page = 0; page < 4; page += 2) {
            InvalidationRange range = new InvalidationRange().init(space, page * World.PAGE, (page + 1) * World.PAGE);
            producer.publish(range);
            open.add(range);
        }
    }

    final void checkNoneIsAnswered() {
        open.forEach(range -> Check.equal(answer(range), InvalidationResult.TIMED_OUT, "the answer for " + range));
    }

    /** Without a wait, which would poll. */
    private InvalidationResult answer(InvalidationRange range) {
        return producer.await(range, 0);
    }

    final void checkTheEnd() throws Exception {
        subscriber.poll(Integer.MAX_VALUE);
        tickets.forEach(subscriber::complete); // also those that are void, or complete
        Check.equal(subscriber.deferred(), 0, "what is deferred");
        for (InvalidationRange range : open) {
            Check.equal(answer(range), InvalidationResult.COMPLETED, "the answer for " + range + " at last");
            producer.invalidateRangeEnd(range);
        }
        subscriber.close();
        producer.close();
        Elsewhere.assertUsable();
    }

    /** It polls, and its handler defers. */
    static final class Defer extends DeferTrial {
        @Override
        public void run() {
            subscriber.poll(Integer.MAX_VALUE);
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            Check.that(thrown != null || !struck, "nobody was told");
            checkNoneIsAnswered();
            checkTheEnd();
        }
    }

    /** Another completes the first of two, after all have been taken. */
    static final class Complete extends DeferTrial {
        @Override
        public void prepare() {
            super.prepare();
            subscriber.poll(Integer.MAX_VALUE);
            checkNoneIsAnswered();
        }

        @Override
        public void run() {
            subscriber.complete(tickets.get(0));
        }

        @Override
        public void check(Throwable thrown, boolean struck) throws Exception {
            Check.that(thrown != null || !struck, "nobody was told");
            checkTheEnd();
        }
    }
}
