package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;

/** A thread in which something has failed can do everything in another space. */
final class Elsewhere {
    private Elsewhere() {}

    static void assertUsable() {
        try (AddressSpace space = new AddressSpace();
                Invalidator invalidator = space.newInvalidator("elsewhere")) {
            Listener listener = new Listener("callback elsewhere");
            Listener handler = new Listener("handler elsewhere");
            Subscription called = space.subscribe(0, World.PAGE, listener);
            Subscriber subscriber = new Subscriber("elsewhere", handler);
            subscriber.attach();
            Subscription told = space.subscribe(0, World.PAGE, subscriber);
            InvalidationRange range = new InvalidationRange().init(space, 0, World.PAGE);
            Check.equal(invalidator.invalidateRangeStart(range), InvalidationResult.COMPLETED, "answer elsewhere");
            Check.equal(listener.starts + handler.starts, 2, "calls elsewhere");
            Check.equal(told.readBegin(1), Subscription.BUSY, "a begin in a window elsewhere"); // not in a callback
            invalidator.invalidateRangeEnd(range);
            World.assertReadable(told);
            called.close();
            space.synchronizeAll();
            subscriber.close();
        }
    }
}
