package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.Interval;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A space with one producer, and a log of what its callbacks were told and what they did wrong. */
final class World {
    static final long MAX = Interval.MAX_END;

    /** What the error handler got. */
    final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /** The names of the subscriptions called, in order. */
    final List<String> called = new CopyOnWriteArrayList<>();

    /** What each of them was told. */
    final List<Told> told = new CopyOnWriteArrayList<>();

    final AddressSpace space;
    final Invalidator producer;

    World() {
        this((error, invalidation, subscription) -> {});
    }

    /** A world whose error handler goes on to do something of its own. */
    World(InvalidationErrorHandler further) {
        space = new AddressSpace((error, invalidation, subscription) -> {
            errors.add(error);
            further.onError(error, invalidation, subscription);
        });
        producer = space.newInvalidator("producer");
    }

    /** A producer that does not wait for acknowledgements. */
    Invalidator impatient(String name) {
        return space.newInvalidator(name, 0);
    }

    /** A notifier that logs under a name. */
    IntervalNotifier logging(String name) {
        return (subscription, invalidation) -> {
            called.add(name);
            told.add(Told.by(invalidation));
            return true;
        };
    }

    /** A subscription that logs under a name. */
    Subscription subscribe(String name, long start, long end) {
        return space.subscribe(start, end - start, logging(name));
    }

    /** The subscription of most rows: a = [1000,2000). */
    Subscription subscribeA() {
        return subscribe("a", 0x1000, 0x2000);
    }

    /** A subscription that logs under a name and then does something, of which it may be given itself. */
    Subscription subscribe(String name, long start, long end, Consumer<Subscription> action) {
        IntervalNotifier log = logging(name);
        return space.subscribe(start, end - start, (subscription, invalidation) -> {
            boolean done = log.invalidate(subscription, invalidation);
            action.accept(subscription);
            return done;
        });
    }

    /** A subscription that logs under a name and refuses. */
    Subscription subscribeRefusing(String name, long start, long end) {
        IntervalNotifier log = logging(name);
        return space.subscribe(
                start, end - start, (subscription, said) -> !log.invalidate(subscription, said) && false);
    }

    /** A notifier that logs under a name. */
    LoggingNotifier notifier(String name) {
        return new LoggingNotifier(this, name);
    }

    /** Registers a notifier that logs under a name. */
    Registration register(String name) {
        return space.register(notifier(name));
    }

    /** Begins something in a thread of its own, and waits until that thread waits for others. */
    static CompletableFuture<Void> waiting(Runnable action) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> ended = PollingThread.background(() -> {
            begun.countDown();
            action.run();
            return null;
        });
        begun.await();
        TimeUnit.MILLISECONDS.sleep(20); // if it does not wait, it has returned by now, at least mostly
        return ended;
    }

    /** A range that is not yet started. */
    InvalidationRange range(long start, long end) {
        return new InvalidationRange().init(space, start, end);
    }

    /** Opens a window, which is to work at once. */
    InvalidationRange open(long start, long end) {
        InvalidationRange range = range(start, end);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        return range;
    }

    void end(InvalidationRange range) {
        producer.invalidateRangeEnd(range);
    }

    /** Opens a window and ends it; answers how many subscriptions it hit. */
    int invalidate(long start, long end) {
        InvalidationRange range = open(start, end);
        end(range);
        return range.hits();
    }

    /** Opens a window in which a callback fails, and ends it; answers how many subscriptions it hit. */
    int invalidateFailing(long start, long end) {
        InvalidationRange range = range(start, end);
        assertThat(producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.FAILED);
        end(range);
        return range.hits();
    }

    /** The names of those that an invalidation calls, in order. */
    List<String> calledBy(long start, long end) {
        called.clear();
        assertThat(invalidate(start, end)).isEqualTo(called.size());
        return List.copyOf(called);
    }

    /** Maps an area where there is none. */
    Vma map(long start, long end, int protection) {
        return space.map(producer, start, end, protection, 0, null, MemoryChange.NONE);
    }

    /**
     * Fails unless everything that was opened is closed: windows of the producer, and the subscription's door for
     * readers.
     */
    void assertNothingOpen(Subscription... subscriptions) {
        for (Subscription subscription : subscriptions) {
            assertThat(subscription.readRetry(subscription.tryReadBegin()))
                    .as("retry of a fresh read of %s", subscription)
                    .isFalse();
        }
        producer.close();
    }
}
