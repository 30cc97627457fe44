package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A program of its own, as it uses up its memory: with less and less of it left it subscribes, attaches, starts and
 * closes, until nothing works any more, and looks each time that what has failed has left nothing behind.
 */
final class ScarceMemory {
    private static final int MOST_LEFT = 30;
    private static final int APART = 5; // a run tries every fifth
    private static final int PLENTY = -1;
    static final long PAGE = 0x1000;

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
        for (int left = MOST_LEFT - new Random().nextInt(APART); left >= 0; left -= APART) {
            scarce.attemptAll(left);
        }
        System.out.println("failed " + scarce.failures + ", worked " + scarce.successes);
    }

    /** Each in a new thread, for which nothing is prepared. */
    private void attemptAll(int blocksLeft) throws InterruptedException {
        for (Attempt attempt :
                List.of(new SubscribeAttempt(), new StartAttempt(), new BatchStartAttempt(), new CloseAttempt())) {
            Thread thread = new Thread(() -> attempt(blocksLeft, attempt));
            thread.setUncaughtExceptionHandler((failed, thrown) -> {
                thrown.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            thread.start();
            thread.join();
        }
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

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
