package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * A program of its own, as it uses up its memory: with less and less of it left it subscribes, attaches, starts and
 * closes, until nothing works any more, and looks each time that what has failed has left nothing behind.
 */
final class ScarceMemory {
    private static final int MOST_LEFT = 30;
    private static final int PLENTY = -1;
    private static final long PAGE = 0x1000;

    private final AddressSpace space = new AddressSpace();
    private final List<Subscription> others = new ArrayList<>();
    private int failures;
    private int successes;

    private ScarceMemory() {
        for (int i = 0; i < 200; i++) { // a tree of some height
            others.add(space.subscribe(i * PAGE, PAGE, (subscription, said) -> true));
        }
    }

    public static void main(String[] args) throws InterruptedException {
        ScarceMemory scarce = new ScarceMemory();
        scarce.attemptAll(PLENTY); // all classes are loaded
        for (int left = MOST_LEFT; left >= 0; left--) {
            scarce.attemptAll(left);
        }
        System.out.println("failed " + scarce.failures + ", worked " + scarce.successes);
    }

    /** Each in a new thread, for which nothing is prepared. */
    private void attemptAll(int blocksLeft) throws InterruptedException {
        for (Attempt attempt : List.of(new Subscribing(), new Starting(), new StartingABatch(), new Closing())) {
            Thread thread = new Thread(() -> attempt(blocksLeft, attempt));
            thread.setUncaughtExceptionHandler((failed, thrown) -> {
                thrown.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            thread.start();
            thread.join();
        }
    }

    /** Something that may run out of memory. */
    private interface Attempt {
        void prepare(AddressSpace space);

        void run(AddressSpace space);

        void undo();

        void check(AddressSpace space, boolean worked);

        void end();
    }

    private void attempt(int blocksLeft, Attempt attempt) {
        attempt.prepare(space);
        boolean worked = false;
        Object[] hoard = hoard(blocksLeft);
        try {
            attempt.run(space);
            worked = true;
        } catch (OutOfMemoryError expected) {
            worked = false;
        }
        hoard[0] = null; // and with it all
        if (worked) {
            successes++;
        } else {
            failures++;
        }
        attempt.check(space, worked);
        attempt.undo();
        attempt.run(space); // a second attempt works
        attempt.check(space, true);
        attempt.undo();
        attempt.end();
    }

    /** Takes all memory but for some small blocks. Each refers to the one taken before. */
    private static Object[] hoard(int blocksLeft) {
        Object[] last = new Object[1];
        if (blocksLeft == PLENTY) {
            return last;
        }
        for (int longs = 1 << 16; longs >= 1; longs /= 8) {
            try {
                while (true) {
                    Object[] next = new Object[longs];
                    next[0] = last[0];
                    last[0] = next;
                }
            } catch (OutOfMemoryError full) {
                // on with smaller ones
            }
        }
        for (int i = 0; i < blocksLeft && last[0] != null; i++) {
            last[0] = ((Object[]) last[0])[0]; // the smallest were taken last
        }
        return last;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private static final class Subscribing implements Attempt {
        private Subscription subscription;
        private Subscriber subscriber;
        private int hitsBefore;

        @Override
        public void prepare(AddressSpace space) {
            subscriber = new Subscriber("poor", record -> {});
            hitsBefore = hits(space);
        }

        @Override
        public void run(AddressSpace space) {
            subscriber.attach();
            subscription = space.subscribe(PAGE, 3 * PAGE, subscriber);
        }

        @Override
        public void undo() {
            if (subscription != null) {
                subscription.close();
                subscription = null;
            }
        }

        @Override
        public void check(AddressSpace space, boolean worked) {
            ScarceMemory.check(hits(space) == hitsBefore + (worked ? 1 : 0), "half subscribed");
        }

        @Override
        public void end() {
            subscriber.close();
        }

        /** Waits for the subscriber of this thread, which is served if it has attached as a whole. */
        private static int hits(AddressSpace space) {
            try (Invalidator invalidator = space.newInvalidator("counting")) {
                InvalidationRange range = new InvalidationRange().init(space, PAGE, 4 * PAGE);
                ScarceMemory.check(
                        invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED, "half attached");
                invalidator.invalidateRangeEnd(range);
                return range.hits();
            }
        }
    }

    private static class Starting implements Attempt {
        Invalidator invalidator;
        private Subscriber subscriber;
        private Subscription subscription;
        private InvalidationRange range;
        private boolean open;

        @Override
        public void prepare(AddressSpace space) {
            subscriber = new Subscriber("own", record -> {});
            subscriber.attach();
            subscription = space.subscribe(0, 100 * PAGE, subscriber);
            invalidator = space.newInvalidator("poor");
            range = new InvalidationRange().init(space, 0, 100 * PAGE);
        }

        @Override
        public void run(AddressSpace space) {
            ScarceMemory.check(start() == InvalidationResult.COMPLETED, "not answered");
            open = true;
        }

        InvalidationResult start() {
            return invalidator.invalidateRangeStart(range);
        }

        void stop() {
            invalidator.invalidateRangeEnd(range);
        }

        @Override
        public void undo() {
            if (open) {
                stop();
                open = false;
            }
        }

        @Override
        public void check(AddressSpace space, boolean worked) {
            boolean closed = subscription.tryReadBegin() == Subscription.BUSY;
            ScarceMemory.check(closed == worked, "a window stands half open");
        }

        @Override
        public void end() {
            invalidator.close();
            subscriber.close();
        }
    }

    private static final class StartingABatch extends Starting {
        private InvalidationBatch batch;

        @Override
        public void prepare(AddressSpace space) {
            super.prepare(space);
            batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, space);
            batch.add(0, 2 * PAGE).add(3 * PAGE, 50 * PAGE).add(60 * PAGE, 100 * PAGE);
        }

        @Override
        InvalidationResult start() {
            return invalidator.invalidateRangeStart(batch);
        }

        @Override
        void stop() {
            invalidator.invalidateRangeEnd(batch);
        }
    }

    private static final class Closing implements Attempt {
        private Subscriber subscriber;
        private Subscription subscription;

        @Override
        public void prepare(AddressSpace space) {
            subscriber = new Subscriber("poor", record -> {});
            subscription = space.subscribe(0, PAGE, subscriber);
        }

        @Override
        public void run(AddressSpace space) {
            subscriber.close();
        }

        @Override
        public void undo() {}

        @Override
        public void check(AddressSpace space, boolean worked) {
            boolean closed = subscription.tryReadBegin() == Subscription.CLOSED_FOR_GOOD;
            ScarceMemory.check(closed || !worked, "closed, but for its subscription");
        }

        @Override
        public void end() {}
    }
}
