package io.rangecast.notifier;

import java.util.ArrayDeque;

/**
 * A subscriber that nobody has attached, and whose maker is dead. One thread makes many before it dies, as to begin takes a
 * thread longer than a meeting of the actors.
 */
final class MadeByTheDead extends OneSubscriber {
    private static final int AT_A_TIME = 256;

    private static final ArrayDeque<MadeByTheDead> DORMANT = new ArrayDeque<>();
    private static final ArrayDeque<MadeByTheDead> AWAKE = new ArrayDeque<>();

    final Subscription subscription = space.subscribe(START, END - START, subscriber);

    private MadeByTheDead(boolean read) {
        if (read) {
            subscription.tryReadBegin();
        }
    }

    /** One that its maker has read under before, or not. */
    static MadeByTheDead next(boolean read) {
        ArrayDeque<MadeByTheDead> some = read ? AWAKE : DORMANT;
        synchronized (some) {
            while (some.isEmpty()) {
                makeSome(read, some);
            }
            return some.poll();
        }
    }

    private static void makeSome(boolean read, ArrayDeque<MadeByTheDead> some) {
        Thread maker = new Thread(() -> {
            for (int i = 0; i < AT_A_TIME; i++) {
                some.add(new MadeByTheDead(read));
            }
        });
        maker.start();
        try {
            maker.join();
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
