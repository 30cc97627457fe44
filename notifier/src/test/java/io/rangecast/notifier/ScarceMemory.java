package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A program of its own, as it uses up its memory: with less and less of it left it subscribes, starts, registers, retires, maps and
 * closes, until nothing works any more, and looks each time that what has failed has left nothing behind, though no memory
 * is there to undo it either. Each time, some kinds of attempts, so that all come to their turn.
 */
final class ScarceMemory {
    private static final List<Supplier<Attempt>> KINDS = List.of(
            SubscribeAttempt::new,
            StartAttempt::new,
            BatchStartAttempt::new,
            CloseAttempt::new,
            RegisterAttempt::new,
            AcquireAttempt::new,
            RetireAttempt::new,
            FillAttempt::new,
            UnmapAttempt::new,
            MoveAttempt::new,
            InsertAttempt::new,
            MeetAttempt::new);
    private static final int PLENTY = -1;
    static final long PAGE = 0x1000;

    private final AddressSpace space = new AddressSpace();
    private final List<Subscription> others = new ArrayList<>();
    private int failures;
    private OutOfMemoryError ranOut;
    private int successes;

    private ScarceMemory() {
        for (int i = 0; i < 200; i++) { // a tree of some height
            others.add(space.subscribe(i * PAGE, PAGE, (subscription, said) -> true));
        }
    }

    /** How many blocks are left at most; how far apart two turns are, in blocks; how many kinds come to each. */
    public static void main(String[] args) throws InterruptedException {
        int most = Integer.parseInt(args[0]);
        int apart = Integer.parseInt(args[1]);
        int atOnce = Integer.parseInt(args[2]);
        ScarceMemory scarce = new ScarceMemory();
        List<Supplier<Attempt>> kinds = new ArrayList<>(KINDS);
        scarce.attemptAll(kinds, PLENTY); // all classes are loaded
        Random random = new Random();
        Collections.shuffle(kinds, random);
        for (int left = most - random.nextInt(apart); left >= 0; left -= apart) {
            scarce.attemptAll(kinds.subList(0, atOnce), left);
            Collections.rotate(kinds, atOnce);
        }
        System.out.println("failed " + scarce.failures + ", worked " + scarce.successes);
    }

    /** Each in a new thread, for which nothing is prepared. */
    private void attemptAll(List<Supplier<Attempt>> kinds, int blocksLeft) throws InterruptedException {
        for (Supplier<Attempt> kind : kinds) {
            Attempt attempt = kind.get();
            Thread thread = new Thread(() -> attempt(blocksLeft, attempt));
            thread.setUncaughtExceptionHandler((failed, thrown) -> {
                System.out.println(attempt + " with " + blocksLeft + " blocks left, behind " + ranOut);
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
            ranOut = expected;
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
