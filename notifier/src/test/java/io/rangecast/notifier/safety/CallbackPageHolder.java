package io.rangecast.notifier.safety;

import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.safety.Revocations.Translation;
import java.util.SplittableRandom;

/** Holds what a callback in the producer's thread drops; a lock keeps the two apart. */
final class CallbackPageHolder extends PageHolder {
    private final Translation[] held = new Translation[Pages.COUNT];
    private final Subscription[] subscriptions = new Subscription[Pages.COUNT];

    CallbackPageHolder(Revocations revocations, SplittableRandom random) {
        super(revocations, random);
        for (int i = 0; i < Pages.COUNT; i++) {
            int page = i;
            subscriptions[page] = revocations
                    .space()
                    .subscribe(Revocations.start(page), Pages.BYTES, (subscription, said) -> drop(page));
        }
    }

    @Override
    String name() {
        return "callback holder";
    }

    private synchronized boolean drop(int page) {
        if (held[page] != null) {
            held[page] = null;
            countDrop();
        }
        return true;
    }

    @Override
    void use(int page) {
        long seen = subscriptions[page].tryReadBegin();
        Translation found = revocations.lookUp(page);
        synchronized (this) {
            if (held[page] == null && !subscriptions[page].readRetry(seen)) {
                held[page] = found;
            }
            touch(held[page]);
        }
    }

    @Override
    void work() {
        super.work();
        Thread.yield();
    }
}
