package io.rangecast.notifier.safety;

import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Subscriber;
import io.rangecast.notifier.Subscription;
import io.rangecast.notifier.safety.Revocations.Translation;
import java.util.SplittableRandom;

/** Holds between two polls, and lets go in its own thread. */
final class InboxPageHolder extends PageHolder {
    private final Translation[] held = new Translation[Pages.COUNT];
    private final Subscription[] subscriptions = new Subscription[Pages.COUNT];
    private final Subscriber subscriber = new Subscriber(name(), this::drop);

    InboxPageHolder(Revocations revocations, SplittableRandom random) {
        super(revocations, random);
        for (int page = 0; page < Pages.COUNT; page++) {
            subscriptions[page] = revocations.space().subscribe(Revocations.start(page), Pages.BYTES, subscriber);
        }
    }

    @Override
    String name() {
        return "inbox holder";
    }

    private void drop(InvalidationRecord record) {
        for (int page = 0; page < Pages.COUNT; page++) {
            if (held[page] != null && record.overlaps(Revocations.start(page), Revocations.start(page + 1))) {
                touch(held[page]); // for the last time, as one does who writes back
                held[page] = null;
                countDrop();
            }
        }
    }

    @Override
    void use(int page) {
        if (held[page] == null) {
            long seen = subscriptions[page].tryReadBegin();
            Translation found = revocations.lookUp(page);
            if (!subscriptions[page].readRetry(seen)) {
                held[page] = found;
            }
        }
        touch(held[page]);
    }

    @Override
    void work() {
        super.work();
        if (subscriber.poll(1) == 0) {
            Thread.yield();
        }
    }

    @Override
    void end() {
        subscriber.close();
    }
}
