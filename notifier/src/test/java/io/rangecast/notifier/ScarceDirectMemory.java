package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/** A program of its own: starts over more and more subscribers, until their rings no longer fit. */
final class ScarceDirectMemory {
    private static final int MORE_THAN_FIT = 1000;

    private final List<Throwable> reported = new ArrayList<>();
    private final AddressSpace space = new AddressSpace((error, invalidation, source) -> reported.add(error));
    private final List<Subscriber> subscribers = new ArrayList<>();
    private int merged;

    private ScarceDirectMemory() {
        for (int i = 0; i < MORE_THAN_FIT; i++) {
            Subscriber subscriber = new Subscriber("subscriber " + i, record -> {
                check(record.event() == InvalidationEvent.UNMAP || record.event() == InvalidationEvent.CLEAR, "event");
                merged += record.sequence() == 0 ? 1 : 0;
            });
            subscriber.attach();
            subscribers.add(subscriber);
            space.subscribe(0, 0x1000, subscriber);
        }
    }

    public static void main(String[] args) {
        new ScarceDirectMemory().run();
    }

    private void run() {
        Invalidator invalidator = space.newInvalidator("producer");
        InvalidationRange range = new InvalidationRange().init(InvalidationEvent.CLEAR, 0, null, space, 0, 0x1000);
        check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
        invalidator.invalidateRangeEnd(range);
        check(reported.size() == 1, "reported " + reported);
        check(reported.get(0) instanceof OutOfMemoryError, reported.toString());
        check(reported.get(0).getMessage().contains("direct"), reported.toString());
        check(0 < merged && merged < MORE_THAN_FIT, merged + " records came merged");
        for (Subscriber subscriber : subscribers) {
            subscriber.close();
        }
        invalidator.close();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
