package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** Fills a cache, which has a new subscriber: that is the one whose absence it notices from then on, or the former still is. */
final class FillAttempt implements Attempt {
    private static final long RAW = 0x7f0000000000L;

    private TranslationCache cache;
    private Subscriber former;
    private Subscriber next;
    private Subscription underFormer;
    private Subscription underNext;

    @Override
    public void prepare(AddressSpace space) {
        cache = new TranslationCache(space, 4, PAGE);
        former = new Subscriber("former", cache);
        next = new Subscriber("next", cache);
        former.attach();
        next.attach();
        underFormer = space.subscribe(0, PAGE, former);
        underNext = space.subscribe(0, PAGE, next);
        fill(underFormer);
        cache.clear();
    }

    private void fill(Subscription subscription) {
        ScarceMemory.check(cache.fill(subscription, subscription.tryReadBegin(), 0, RAW), "not filled");
    }

    @Override
    public void run(AddressSpace space) {
        fill(underNext);
    }

    @Override
    public void check(AddressSpace space, boolean worked) {
        ScarceMemory.check((cache.translate(0) == RAW) == worked, "half filled");
        if (!worked) {
            fill(underFormer);
        }
        Subscriber subscriber = worked ? next : former;
        subscriber.offline();
        ScarceMemory.check(isRefused(), "used while its subscriber is offline");
        subscriber.online();
        cache.clear();
    }

    private boolean isRefused() {
        try {
            cache.translate(0);
            return false;
        } catch (IllegalStateException offline) {
            return true;
        }
    }

    @Override
    public void undo() {}

    @Override
    public void end() {
        former.close();
        next.close();
    }
}
