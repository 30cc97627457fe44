package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Registers a notifier: it is called from then on, or it is not and the next change of the list forgets it. */
final class RegisterAttempt implements Attempt {
    private final Notifier notifier = new Notifier() {
        @Override
        public boolean invalidateRangeStart(Invalidation invalidation) {
            calls++;
            return true;
        }
    };

    private int calls;
    private int others;
    private Registration registration;
    private Invalidator invalidator;
    private InvalidationRange range;

    @Override
    public void prepare(AddressSpace space) {
        others = listed(space);
        invalidator = space.newInvalidator("producer");
        range = new InvalidationRange().init(space, 0, PAGE);
    }

    @Override
    public void run(AddressSpace space) {
        registration = space.register(notifier);
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        calls = 0;
        ScarceMemory.check(invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "not answered");
        invalidator.invalidateRangeEnd(range);
        ScarceMemory.check(calls == (worked ? 1 : 0), "half registered");
        ScarceMemory.check(!worked || listed(space) == others + 1, "one that has failed is still listed");
    }

    private static int listed(AddressSpace space) {
        return space.notifiers().list().all().length;
    }

    @Override
    public void undo() {
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    @Override
    public void end() {
        invalidator.close();
    }
}
