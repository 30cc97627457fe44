package io.rangecast.notifier;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscribers that one thread has constructed and nobody has attached: its task may have forgotten them before the
 * first poll. Like {@link PolledSubscribers}, it keeps them weakly, in types of the JDK; all methods are about the
 * current thread.
 */
final class UnattachedSubscribers {
    private static final ThreadLocal<ArrayList<WeakReference<Subscriber>>> OF_THREAD = new ThreadLocal<>();

    /** With so many it is time to forget those that are attached or gone, and whenever they have doubled. */
    private static final int MANY = 16;

    private UnattachedSubscribers() {}

    static void add(Subscriber made) {
        WeakReference<Subscriber> added = new WeakReference<>(made);
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own == null) {
            own = new ArrayList<>(1);
            OF_THREAD.set(own);
        } else if (own.size() >= MANY && Integer.bitCount(own.size()) == 1) {
            own.removeIf(reference -> !isUnattached(reference.get()));
        }
        own.add(added);
    }

    private static boolean isUnattached(Subscriber subscriber) {
        return subscriber != null && subscriber.isUnattached() && !subscriber.isClosed();
    }

    /** Those that nobody has attached. Allocates. */
    static List<Subscriber> all() {
        List<Subscriber> all = new ArrayList<>();
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = own.get(i).get();
            if (isUnattached(subscriber)) {
                all.add(subscriber);
            }
        }
        return all;
    }

    /** Those that are closed, attached or gone are not to be found here any more. */
    static void forgetTheClosed() {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own != null) {
            own.removeIf(reference -> !isUnattached(reference.get()));
            if (own.isEmpty()) {
                OF_THREAD.remove();
            }
        }
    }
}
