package io.rangecast.notifier;

import io.rangecast.notifier.Revocations.Translation;
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

    private PageHolder(Revocations revocations, SplittableRandom random) {
        this.revocations = revocations;
        this.random = random;
    }

    static PageHolder of(String kind, Revocations revocations, SplittableRandom random) {
        return switch (kind) {
            case "inbox" -> new OfInbox(revocations, random);
            case "callback" -> new OfCallback(revocations, random);
            case "optimistic" -> new Optimistic(revocations, random);
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

    /** Holds between two polls, and lets go in its own thread. */
    private static final class OfInbox extends PageHolder {
        private final Translation[] held = new Translation[Pages.COUNT];
        private final Subscription[] subscriptions = new Subscription[Pages.COUNT];
        private final Subscriber subscriber = new Subscriber(name(), this::drop);

        OfInbox(Revocations revocations, SplittableRandom random) {
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

    /** Holds what a callback in the producer's thread drops; a lock keeps the two apart. */
    private static final class OfCallback extends PageHolder {
        private final Translation[] held = new Translation[Pages.COUNT];
        private final Subscription[] subscriptions = new Subscription[Pages.COUNT];

        OfCallback(Revocations revocations, SplittableRandom random) {
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

    /** Holds nothing and touches no page: it copies two words and asks whether it may trust them. */
    private static final class Optimistic extends PageHolder {
        private final Subscription everything;

        Optimistic(Revocations revocations, SplittableRandom random) {
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
}
