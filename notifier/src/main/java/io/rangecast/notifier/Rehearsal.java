package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/**
 * Does once what is done later, in a space of its own, when the class {@link AddressSpace} is initialised: so the first
 * start, subscription and wait of a program find everything loaded and linked, and do not take the time that this takes.
 * Flight recordings are not told of it, though their events are made.
 */
final class Rehearsal {
    /** Long enough to spin, yield and sleep. */
    private static final long WAIT_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

    private static volatile boolean over;

    private Rehearsal() {}

    /** Whether what happens is a program's own doing. Asked only where there would be something to record. */
    static boolean isOver() {
        return over;
    }

    static void run() {
        over = false;
        try {
            perform();
        } catch (Throwable unfinished) {
            // Out of memory, say: the first real call then loads what is missing.
        }
        over = true;
    }

    private static void perform() {
        AddressSpace space = new AddressSpace((error, invalidation, source) -> {});
        Invalidator producer = space.newInvalidator("rehearsal", WAIT_NANOS);
        InvalidationRange range = new InvalidationRange().init(space, 0, 1);
        Subscription called = space.subscribe(0, 1, (self, said) -> true);
        Registration registration = space.register(new Notifier() {
            @Override
            public boolean invalidateRangeStart(Invalidation said) {
                return true;
            }

            @Override
            public void invalidateRangeEnd(Invalidation said) {}
        });
        Subscriber subscriber = new Subscriber("rehearsal", record -> {});
        space.subscribe(0, 1, subscriber);
        subscriber.attach();
        subscriber.newIdleStrategy().idle(subscriber.poll(1));
        subscriber.detach();
        ReaderGroup group = new ReaderGroup("rehearsal");
        space.subscribe(0, 1, group);
        long section = group.enter();
        producer.invalidateRangeStart(range); // in vain, as nobody polls
        called.readBegin(WAIT_NANOS);
        subscriber.poll(1);
        group.exit(section);
        producer.await(range);
        producer.invalidateRangeEnd(range);
        called.readRetry(called.readBegin());
        space.retire(InvalidationEvent.UNMAP, 0, 1, () -> {});
        subscriber.poll(1);
        space.reapQuarantine();
        subscriber.close();
        manage(space, producer);
        called.close();
        group.close();
        registration.close();
        producer.close();
        space.close();
    }

    /** What a memory manager calls, which links lambdas: that alone takes some milliseconds. */
    private static void manage(AddressSpace space, Invalidator producer) {
        MemoryChange change = (area, start, end) -> {};
        space.map(producer, 0, 4, Vma.READ, 0, null, change);
        space.map(producer, 3, 5, Vma.READ, 0, null, change); // over some that is held
        space.protect(producer, 1, 2, 0, change);
        space.protect(producer, 1, 2, Vma.READ, change);
        space.discard(producer, 0, 1, change);
        space.clearSoftDirty(producer, change);
        space.move(producer, space.find(3), 6, 8, null, change);
        space.fork(producer, area -> null).close();
        space.unmap(producer, 0, 1, change);
        InvalidationBatch batch = new InvalidationBatch(2)
                .init(InvalidationEvent.UNMAP, 0, null, space)
                .add(0, 1)
                .add(2, 3);
        producer.invalidateRangeStart(batch);
        producer.invalidateRangeEnd(batch);
        space.release(producer, change);
    }
}
