package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/** The first start, subscription, wait, change of an area and batch of a JVM, each between two marks. To be run in a JVM of its own. */
final class FirstCalls {
    static final String MARK = "mark: ";

    private FirstCalls() {}

    private static void mark(String next) {
        System.out.println(MARK + next);
    }

    public static void main(String[] arguments) {
        AddressSpace space = new AddressSpace();
        Invalidator producer = space.newInvalidator("producer", TimeUnit.MILLISECONDS.toNanos(5));
        InvalidationRange range = new InvalidationRange().init(space, 0x1000, 0x2000);
        Subscriber subscriber = new Subscriber("subscriber", record -> {});
        AddressSpace managed = new AddressSpace();
        Invalidator manager = managed.newInvalidator("manager");
        InvalidationBatch batch = new InvalidationBatch(2);
        MemoryChange change = (area, start, end) -> {};
        mark("start");
        producer.invalidateRangeStart(range);
        producer.invalidateRangeEnd(range);
        mark("subscription");
        Subscription subscription = space.subscribe(0x1000, 0x1000, subscriber);
        mark("section");
        ReaderGroup group = new ReaderGroup("group");
        space.subscribe(0x1000, 0x1000, group);
        long section = group.enter();
        mark("wait");
        InvalidationResult late = producer.invalidateRangeStart(range);
        mark("reader's wait");
        long seen = subscription.readBegin(TimeUnit.MILLISECONDS.toNanos(5));
        mark("answer");
        subscriber.poll(1);
        group.exit(section);
        InvalidationResult answered = producer.await(range);
        producer.invalidateRangeEnd(range);
        mark("map");
        managed.map(manager, 0x1000, 0x5000, Vma.READ, 0, null, change);
        managed.map(manager, 0x4000, 0x6000, Vma.READ, 0, null, change);
        mark("protect");
        managed.protect(manager, 0x2000, 0x3000, Vma.READ | Vma.WRITE, change);
        mark("discard");
        managed.discard(manager, 0x2000, 0x3000, change);
        mark("move");
        managed.move(manager, managed.find(0x4000), 0x8000, 0xa000, null, change);
        mark("unmap");
        managed.unmap(manager, 0x1000, 0x2000, change);
        mark("batch");
        batch.init(InvalidationEvent.UNMAP, 0, null, managed).add(0, 0x1000).add(0x2000, 0x3000);
        manager.invalidateRangeStart(batch);
        manager.invalidateRangeEnd(batch);
        mark("end");
        producer.publish(range);
        System.out.println(producer.describeLaggards(range));
        System.out.println(late + " " + (seen == Subscription.BUSY ? "BUSY" : "?") + " " + answered);
    }
}
