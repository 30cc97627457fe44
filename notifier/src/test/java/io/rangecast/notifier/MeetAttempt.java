package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

import java.util.ArrayList;
import java.util.List;

/**
 * A producer meets one subscriber more than its table has room for, which has an inbox that another producer has left: it goes
 * on with that, or leaves it to others.
 */
final class MeetAttempt implements Attempt {
    /** With the next one the table grows. */
    private static final int KNOWN = 5;

    private final List<Subscriber> known = new ArrayList<>();
    private Subscriber next;
    private Invalidator invalidator;
    private InvalidationRange range;
    private boolean open;

    @Override
    public void prepare(AddressSpace space) {
        for (int i = 0; i < KNOWN; i++) {
            known.add(newSubscriber(space, 0x100));
        }
        next = newSubscriber(space, 0x200);
        invalidator = space.newInvalidator("poor");
        start(invalidator, new InvalidationRange().init(space, 0x100 * PAGE, 0x101 * PAGE));
        try (Invalidator leaving = space.newInvalidator("leaving")) {
            start(leaving, new InvalidationRange().init(space, 0x200 * PAGE, 0x201 * PAGE));
        }
        range = new InvalidationRange().init(space, 0x200 * PAGE, 0x201 * PAGE);
    }

    private static Subscriber newSubscriber(AddressSpace space, long page) {
        Subscriber subscriber = new Subscriber("own", record -> {});
        subscriber.attach();
        space.subscribe(page * PAGE, PAGE, subscriber);
        return subscriber;
    }

    private static void start(Invalidator by, InvalidationRange over) {
        ScarceMemory.check(by.invalidateRangeStart(over) == InvalidationResult.COMPLETED, "not answered");
        by.invalidateRangeEnd(over);
    }

    @Override
    public void run(AddressSpace space) {
        ScarceMemory.check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
        open = true;
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        try (Invalidator other = space.newInvalidator("other")) {
            Inbox of = other.inboxes().of(next);
            ScarceMemory.check(invalidator.inboxes().of(next) != of, "two producers in one inbox");
        }
    }

    @Override
    public void undo() {
        if (open) {
            invalidator.invalidateRangeEnd(range);
            open = false;
        }
    }

    @Override
    public void end() {
        invalidator.close();
        next.close();
        known.forEach(Subscriber::close);
    }
}
