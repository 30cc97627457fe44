package io.rangecast.notifier.safety;

import io.rangecast.notifier.Subscription;
import java.util.SplittableRandom;

/** Holds nothing and touches no page: it copies two words and asks whether it may trust them. */
final class OptimisticPageReader extends PageHolder {
    private final Subscription everything;

    OptimisticPageReader(Revocations revocations, SplittableRandom random) {
        super(revocations, random);
        everything = revocations.space().subscribe(0, Revocations.start(Pages.COUNT), (subscription, said) -> true);
    }

    @Override
    String name() {
        return "optimistic reader";
    }

    @Override
    void use(int page) {
        long seen = everything.tryReadBegin();
        long left = revocations.left(page);
        long right = revocations.right(page);
        if (everything.readRetry(seen)) {
            countDrop();
        } else {
            Revocations.check(left == right, "a copy from the middle of a change was trusted");
            countUse();
        }
    }

    @Override
    void work() {
        super.work();
        Thread.yield();
    }
}
