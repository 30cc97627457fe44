package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Retires what a subscriber holds: it is freed once, when that has let go, however often it takes to put it aside. */
final class RetireAttempt implements Attempt {
    private AddressSpace space;
    private Subscriber subscriber;
    private Invalidator invalidator;
    private InvalidationRange range;
    private int frees;
    private boolean retired;

    @Override
    public void prepare(AddressSpace in) {
        space = in;
        subscriber = new Subscriber("own", record -> {});
        subscriber.attach();
        space.subscribe(0, PAGE, subscriber);
        invalidator = space.newInvalidator("poor");
        range = new InvalidationRange().init(space, 0, PAGE);
    }

    @Override
    public void run(AddressSpace same) {
        ScarceMemory.check(invalidator.retire(range, () -> frees++) == InvalidationResult.RETIRED, "not put aside");
        retired = true;
    }

    @Override
    public void check(AddressSpace same, boolean worked) {
        ScarceMemory.check(frees == 0, "freed under who holds it");
        ScarceMemory.check(
                !worked || space.counters().held() == 1,
                "counted " + space.counters().held() + " times");
    }

    @Override
    public void undo() {
        if (retired) {
            subscriber.poll(Integer.MAX_VALUE);
            ScarceMemory.check(space.reapQuarantine() == 0, "still held");
            ScarceMemory.check(frees == 1, "freed " + frees + " times");
            ScarceMemory.check(space.counters().held() == 0, "still counted");
            frees = 0;
            retired = false;
        }
    }

    @Override
    public void end() {
        invalidator.close();
        subscriber.close();
    }
}
