package io.rangecast.notifier;

import java.util.concurrent.TimeUnit;

/** What a thread may have done with the library, and ended: for {@link ThreadLocalsConformanceTest}. */
public enum UseOfAThread implements Runnable {
    A_START_THAT_MISSES {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            invalidate(invalidator, range);
        }
    },
    A_CALLBACK {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Subscription subscription = space.subscribe(range.start(), 0x1000, (called, invalidation) -> true);
            invalidate(invalidator, range);
            subscription.close();
        }
    },
    A_NOTIFIER {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Registration registration = space.register(new Notifier() {});
            invalidate(invalidator, range);
            registration.close();
        }
    },
    A_SUBSCRIBER {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Subscriber subscriber = new Subscriber("subscriber", record -> {});
            Subscription subscription = space.subscribe(range.start(), 0x1000, subscriber);
            subscriber.poll(1);
            invalidate(invalidator, range); // serves it
            subscription.close();
            subscriber.close();
        }
    },
    A_SUBSCRIBER_THAT_WAS_DETACHED {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Subscriber subscriber = new Subscriber("subscriber", record -> {});
            subscriber.attach();
            subscriber.detach();
        }
    },
    A_SUBSCRIBER_THAT_WAS_FORGOTTEN {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            new Subscriber("subscriber", record -> {}).attach();
        }
    },
    A_READER_THAT_WAITED {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Subscription subscription = space.subscribe(range.start(), 0x1000, (called, invalidation) -> true);
            subscription.tryReadBegin();
            invalidator.invalidateRangeStart(range);
            subscription.readBegin(TimeUnit.MILLISECONDS.toNanos(2));
            invalidator.invalidateRangeEnd(range);
            subscription.close();
        }
    },
    A_CLOSE_THAT_WAITED_FOR_NOBODY {
        @Override
        void use(AddressSpace space, Invalidator invalidator, InvalidationRange range) {
            Subscription subscription = space.subscribe(range.start(), 0x1000, (called, invalidation) -> true);
            invalidate(invalidator, range);
            subscription.closeAsync().toCompletableFuture().join();
            space.synchronizeAll();
        }
    };

    abstract void use(AddressSpace space, Invalidator invalidator, InvalidationRange range);

    @Override
    public void run() {
        AddressSpace space = new AddressSpace();
        Invalidator invalidator = space.newInvalidator("invalidator");
        use(space, invalidator, new InvalidationRange().init(space, 0x1000, 0x2000));
        invalidator.close();
        space.close();
    }

    static void invalidate(Invalidator invalidator, InvalidationRange range) {
        invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
    }
}
