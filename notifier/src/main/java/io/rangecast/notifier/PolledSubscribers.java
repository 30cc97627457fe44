package io.rangecast.notifier;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscribers that one thread polls. A thread that waits in this library serves them, so that threads that wait for
 * each other acknowledge each other.
 *
 * <p>A thread keeps them in types of the JDK, weakly, and nothing once it has none: a thread of a pool holds nothing by
 * it, even of a subscriber that another thread has closed, or that was forgotten. All methods are about the current
 * thread. A subscriber knows its place in the list, so that it leaves without a search; another thread that adds it in vain
 * overwrites that, so a place is asked who stands there.
 *
 * <p>Errors may strike anywhere, so each that is the thread's is here, and not each that is here is the thread's: it comes in
 * before it is attached, and leaves when it is not any more.
 */
final class PolledSubscribers {
    private static final ThreadLocal<ArrayList<WeakReference<Subscriber>>> OF_THREAD = new ThreadLocal<>();

    /** The words at {@link #DEPTH} and {@link #TURN}; made when a thread first serves. */
    private static final ThreadLocal<int[]> SERVING = new ThreadLocal<>();

    /** How many waits that serve are inside each other. */
    private static final int DEPTH = 0;

    /** The one that is served next. */
    private static final int TURN = 1;

    /** With so many it is time to forget those that have ended, and whenever they have doubled. */
    private static final int MANY = 16;

    private PolledSubscribers() {}

    static void add(Subscriber subscriber) {
        WeakReference<Subscriber> added = new WeakReference<>(subscriber);
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own == null) {
            own = new ArrayList<>();
            OF_THREAD.set(own);
        } else if (isAt(subscriber.polledAt(), subscriber, own)) {
            return; // an error has struck, and left it here
        } else {
            forgetEnded(own);
        }
        subscriber.polledAt(own.size());
        own.add(added);
    }

    /** Amortised: looks at all when they have doubled. Others may have closed them, and could not take them out. */
    private static void forgetEnded(ArrayList<WeakReference<Subscriber>> own) {
        if (own.size() >= MANY && Integer.bitCount(own.size()) == 1) {
            own.removeIf(reference -> isGone(reference.get()));
            for (int i = 0; i < own.size(); i++) {
                tellPlace(own, i);
            }
        }
    }

    /** Whether it has ended, or is not the thread's, as an error has struck while it was attached or detached. */
    private static boolean isGone(Subscriber subscriber) {
        return subscriber == null || subscriber.isClosed() || !subscriber.belongsToCurrentThread();
    }

    /** Null if it is not the thread's: to poll it would be to acknowledge for another. */
    private static Subscriber owned(WeakReference<Subscriber> reference) {
        Subscriber subscriber = reference.get();
        return subscriber == null || !subscriber.belongsToCurrentThread() ? null : subscriber;
    }

    /** Those that have not ended. Allocates. */
    static List<Subscriber> all() {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        List<Subscriber> all = new ArrayList<>();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = own.get(i).get();
            if (!isGone(subscriber)) {
                all.add(subscriber);
            }
        }
        return all;
    }

    static void remove(Subscriber subscriber) {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own != null) {
            int place = placeOf(subscriber, own);
            if (place >= 0) {
                takeOut(own, place);
            }
            while (!own.isEmpty() && own.get(own.size() - 1).refersTo(null)) { // in the end, all that were forgotten
                own.remove(own.size() - 1);
            }
            removeIfEmpty(own);
        }
    }

    /** Or -1. */
    private static int placeOf(Subscriber subscriber, ArrayList<WeakReference<Subscriber>> own) {
        int known = subscriber.polledAt();
        int place = isAt(known, subscriber, own) ? known : own.size() - 1;
        while (place >= 0 && !isAt(place, subscriber, own)) {
            place--;
        }
        return place;
    }

    private static boolean isAt(int place, Subscriber subscriber, ArrayList<WeakReference<Subscriber>> own) {
        return place < own.size() && own.get(place).refersTo(subscriber);
    }

    /** The last takes the place, and is in both for a moment. Allocates nothing, as memory may be short at an end. */
    private static void takeOut(ArrayList<WeakReference<Subscriber>> own, int place) {
        int last = own.size() - 1;
        own.set(place, own.get(last));
        tellPlace(own, place);
        own.remove(last);
    }

    private static void tellPlace(ArrayList<WeakReference<Subscriber>> own, int place) {
        Subscriber moved = own.get(place).get();
        if (moved != null) {
            moved.polledAt(place);
        }
    }

    private static void removeIfEmpty(ArrayList<WeakReference<Subscriber>> own) {
        if (own.isEmpty()) {
            OF_THREAD.remove();
        }
    }

    /**
     * Takes one record of what has come, as it may take long; returns whether a handler had its turn. Each call begins with
     * another subscriber. Handlers may close subscribers, also others than their own.
     *
     * @param again whether to try also those again whose handler threw at the last poll
     */
    static boolean serve(boolean again) {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        if (own == null) {
            return false;
        }
        int[] serving = serving();
        serving[DEPTH]++;
        try {
            return serveOne(own, serving, again);
        } finally {
            serving[DEPTH]--;
        }
    }

    private static int[] serving() {
        int[] serving = SERVING.get();
        if (serving == null) {
            serving = new int[2];
            SERVING.set(serving);
        }
        return serving;
    }

    private static boolean serveOne(ArrayList<WeakReference<Subscriber>> own, int[] serving, boolean again) {
        for (int left = own.size(); left > 0 && !own.isEmpty(); left--) {
            int turn = serving[TURN] < own.size() ? serving[TURN] : 0;
            serving[TURN] = turn + 1;
            Subscriber subscriber = own.get(turn).get();
            if (isGone(subscriber)) {
                takeOut(own, turn);
                removeIfEmpty(own);
            } else if (subscriber.serve(again)) {
                return true;
            }
        }
        return false;
    }

    /** Fails if a wait that serves must not begin, as too many are inside each other. */
    static void checkDepth(Object what) {
        int[] serving = SERVING.get();
        if (serving != null && serving[DEPTH] >= Invalidator.MAX_NESTING) {
            throw new IllegalStateException(what + " would wait inside 0x" + Integer.toHexString(serving[DEPTH])
                    + " record handlers of this thread that wait for each other; no more may nest");
        }
    }

    static boolean haveRecords() {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = owned(own.get(i));
            if (subscriber != null && subscriber.canServe()) {
                return true;
            }
        }
        return false;
    }

    /** The thread is about to park: producers are to wake it. To be followed by a full fence, then a last look. */
    static void announce() {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = owned(own.get(i));
            if (subscriber != null) {
                subscriber.announceSleep();
            }
        }
    }

    static void retract() {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = owned(own.get(i));
            if (subscriber != null) {
                subscriber.retractSleep();
            }
        }
    }

    /** A handler must not wait for a window: its producer may wait for the handler. */
    static void checkNotInHandler(String what, Object subject) {
        ArrayList<WeakReference<Subscriber>> own = OF_THREAD.get();
        for (int i = 0; own != null && i < own.size(); i++) {
            Subscriber subscriber = owned(own.get(i));
            if (subscriber != null && subscriber.isPolling()) {
                throw new IllegalStateException(what + " of " + subject + " inside the handler of " + subscriber
                        + ": it might wait for itself");
            }
        }
    }
}
