package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/** The first start, subscription and wait of a JVM, each between two marks. To be run in a JVM of its own. */
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
        mark("end");
        producer.publish(range);
        System.out.println(producer.describeLaggards(range));
        System.out.println(late + " " + (seen == Subscription.BUSY ? "BUSY" : "?") + " " + answered);
    }
}
