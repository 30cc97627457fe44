package io.rangecast.notifier.safety;

import io.rangecast.notifier.safety.Revocations.Translation;
import java.util.SplittableRandom;

/** A thread that uses pages which may be taken away, in one of the ways that the library offers. */
abstract class PageHolder {
    private static final int USES = 8;
    private static final int MANY_ROUNDS = 200;

    final Revocations revocations;
    private final SplittableRandom random;
    private long used;
    private long dropped;
    private volatile long rounds;

    PageHolder(Revocations revocations, SplittableRandom random) {
        this.revocations = revocations;
        this.random = random;
    }

    static PageHolder of(String kind, Revocations revocations, SplittableRandom random) {
        return switch (kind) {
            case "inbox" -> new InboxPageHolder(revocations, random);
            case "callback" -> new CallbackPageHolder(revocations, random);
            case "optimistic" -> new OptimisticPageReader(revocations, random);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    abstract String name();

    /** Uses some page. */
    abstract void use(int page);

    final void workOnce() {
        work();
        rounds = rounds + 1;
    }

    /** Another thread: waits until the holder has used most pages. */
    final void awaitProgress() {
        long enough = rounds + MANY_ROUNDS;
        while (rounds < enough) {
            Thread.yield();
        }
    }

    void work() {
        for (int i = 0; i < USES; i++) {
            use(random.nextInt(Pages.COUNT));
        }
    }

    void end() {}

    /** What it has done; fails if it has done nothing. */
    final String report() {
        Revocations.check(used > 0 && dropped > 0, name() + " has used " + used + " and dropped " + dropped);
        return name() + ": " + used + " uses, " + dropped + " drops";
    }

    final void touch(Translation learnt) {
        if (learnt != null) {
            revocations.use(learnt, random.nextInt(Pages.BYTES / Long.BYTES) * Long.BYTES);
            used++;
        }
    }

    final void countUse() {
        used++;
    }

    final void countDrop() {
        dropped++;
    }
}
