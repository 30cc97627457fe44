package io.rangecast.jmh.rivals.records;

import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;

/**
 * The JDK's publisher. Its executor is the consumer's thread: a task given to it runs in the next {@link #receive}.
 *
 * <p>An offer may miss that the consumer has just gone to rest, and then nobody looks at the item until the next offer
 * (seen on JDK 17). So a consumer that has rested for long asks for more.
 */
public final class PublisherRecords extends PooledRecords implements Flow.Subscriber<PooledRecord> {
    private static final int LONG = 1 << 12;

    private volatile Runnable task;
    private final SubmissionPublisher<PooledRecord> publisher =
            new SubmissionPublisher<>(next -> task = next, CAPACITY);
    private final ConsumerCount received = new ConsumerCount();
    private final ConsumerCount rests = new ConsumerCount();
    private Flow.Subscription subscription;

    /** An empty one. */
    public PublisherRecords() {
        publisher.subscribe(this);
    }

    @Override
    public boolean trySend(long number) {
        return publisher.offer(filled(number), null) >= 0; // below zero it was dropped
    }

    @Override
    public int receive() {
        Runnable next = task;
        if (next == null) {
            rests.add(1);
            if (rests.value() % LONG == 0 && subscription != null) {
                subscription.request(1);
            }
            return 0;
        }
        task = null;
        received.reset(0);
        next.run();
        return received.value();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(PooledRecord record) {
        handle(record);
        received.add(1);
    }

    @Override
    public void onError(Throwable throwable) {
        throw new IllegalStateException("the publisher failed", throwable);
    }

    @Override
    public void onComplete() {}
}
