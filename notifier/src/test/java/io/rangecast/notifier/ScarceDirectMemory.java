package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A program of its own: starts over more and more subscribers, until their rings no longer fit. */
final class ScarceDirectMemory {
    private static final int MORE_THAN_FIT = 1000;

    private final List<Throwable> reported = new ArrayList<>();
    private final AddressSpace space = new AddressSpace((error, invalidation, source) -> reported(error));
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final InvalidationBatch batch = new InvalidationBatch(2);
    private Invalidator producer;
    private int merged;
    private int refusals;

    private ScarceDirectMemory() {
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            Subscriber subscriber = new Subscriber("subscriber " + i, record -> {
                check(record.event() == InvalidationEvent.UNMAP || record.event() == InvalidationEvent.CLEAR, "event");
                merged += record.sequence() == 0 ? 1 : 0;
            });
            subscriber.attach();
            subscribers.add(subscriber);
            space.subscribe(0x4000, 0x1000, subscriber);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        new ScarceDirectMemory().run(args.length > 0);
    }

    /** No slot of the start is open while it makes room, and yet nobody may have its batch. */
    private void reported(Throwable error) {
        reported.add(error);
        if (batch.isOpen()) {
            for (Runnable misuse : List.<Runnable>of(
                    batch::close,
                    () -> batch.init(InvalidationEvent.UNMAP, 0, null, space),
                    () -> batch.range(0).init(space, 0x9000, 0xa000),
                    producer::close)) {
                try {
                    misuse.run();
                } catch (IllegalStateException expected) {
                    refusals++;
                }
            }
        }
    }

    private void run(boolean ofBatch) throws InterruptedException {
        if (ofBatch) {
            startOfBatch();
        } else {
            startOfOne();
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.close();
        }
    }

    private void startOfOne() {
        Invalidator invalidator = space.newInvalidator("producer");
        InvalidationRange range = new InvalidationRange().init(InvalidationEvent.CLEAR, 0, null, space, 0x4000, 0x5000);
        check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
        invalidator.invalidateRangeEnd(range);
        check(reported.size() == 1, "reported " + reported);
        check(reported.get(0) instanceof OutOfMemoryError, reported.toString());
        check(reported.get(0).getMessage().contains("direct"), reported.toString());
        check(0 < merged && merged < MORE_THAN_FIT, merged + " records came merged");
        invalidator.close();
    }

    private void startOfBatch() throws InterruptedException {
        Subscriber holder = new Subscriber("holder", record -> {});
        Subscription held = space.subscribe(0x2000, 0x1000, holder);
        CountDownLatch attached = new CountDownLatch(1);
        Thread owner = new Thread(() -> {
            holder.attach();
            attached.countDown();
            LockSupport.park(); // does not poll
        });
        owner.setDaemon(true);
        owner.start();
        attached.await();
        reported.clear();
        try (Invalidator lent = space.borrowInvalidator()) {
            producer = lent;
            batch.init(InvalidationEvent.UNMAP, 0, null, space)
                    .add(0x2000, 0x3000)
                    .add(0x4000, 0x5000); // room is made for the lower one first
            check(!lent.publish(batch), "of one who holds it");
            InvalidationResult result = lent.await(batch, TimeUnit.MILLISECONDS.toNanos(20));
            check(result == InvalidationResult.TIMED_OUT, "of one who holds it: " + result);
            check(!reported.isEmpty() && refusals == 4 * reported.size(), refusals + " refusals, " + reported);
            lent.invalidateRangeEnd(batch);
        }
        held.close();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
