package io.rangecast.notifier;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscribers that one thread has constructed and nobody has used: its task may have forgotten them before the
 * first poll. Like {@link PolledSubscribers}, it keeps them weakly , in types of the JDK; all methods are about the
 * current thread.
 */
final class UnusedSubscribers {
    private static final ThreadLocal<ArrayList<WeakReference<Subscriber>>> OF_THREAD = new ThreadLocal<>();

    /** With so many it is time to forget those that are used or gone, and whenever they have doubled. */
    private static final int MANY = 16;

    private UnusedSubscribers() {}

    static void add(Subscriber made) {
        WeakReference<Subscriber> added = new WeakReference<>(made);
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own == null) {
            own = new ArrayList<>(1);
            OF_THREAD.set(own);
        } else if (own.size() >= MANY && Integer.bitCount(own.size()) == 1) {
            own.removeIf(reference -> !isUnused(reference.get()));
        }
        own.add(added);
    }

    private static boolean isUnused(Subscriber subscriber) {
        return subscriber != null && subscriber.isUnused();
    }

    /** Those that nobody has used, which are forgotten here. Allocates. */
    static List<Subscriber> takeAll() {
        List<Subscriber> all = new ArrayList<>();
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own != null) {
            for (WeakReference<Subscriber> each : own) {
                Subscriber subscriber = each.get();
                if (isUnused(subscriber)) {
                    all.add(subscriber);
                }
            }
            OF_THREAD.remove();
        }
        return all;
    }
}
