package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * The subscribers that one thread polls. A thread that waits in this library serves them, so that threads that wait for
 * each other answer each other.
 */
final class OwnSubscribers {
    private static final ThreadLocal<OwnSubscribers> OF_THREAD = ThreadLocal.withInitial(OwnSubscribers::new);

    private final List<Subscriber> subscribers = new ArrayList<>();

    /** How many waits that serve are inside each other. */
    private int depth;

    /** Which was served last. */
    private int turn;

    private OwnSubscribers() {}

    static OwnSubscribers ofCurrentThread() {
        return OF_THREAD.get();
    }

    void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    /**
     * Takes one record of what has come, as it may take long; answers whether one was there. Each call begins with
     * another subscriber. Handlers may close subscribers, also others than their own.
     *
     * @param again whether to try also those again whose handler threw at the last poll
     */
    boolean serve(boolean again) {
        depth++;
        try {
            return serveOne(again);
        } finally {
            depth--;
        }
    }

    /** Fails if a wait that serves must not begin, as too many are inside each other. */
    void checkDepth(Object what) {
        if (depth >= Invalidator.MAX_NESTING) {
            throw new IllegalStateException(what + " would wait inside 0x" + Integer.toHexString(depth)
                    + " record handlers of this thread that wait for each other; no more may nest");
        }
    }

    private boolean serveOne(boolean again) {
        for (int left = subscribers.size(); left > 0 && !subscribers.isEmpty(); left--) {
            turn = turn + 1 < subscribers.size() ? turn + 1 : 0;
            Subscriber subscriber = subscribers.get(turn);
            if (subscriber.isClosed()) {
                subscribers.remove(turn);
            } else if (subscriber.serve(again)) {
                return true;
            }
        }
        return false;
    }

    boolean haveRecords() {
        for (int i = 0; i < subscribers.size(); i++) {
            if (subscribers.get(i).canServe()) {
                return true;
            }
        }
        return false;
    }

    /** The thread is about to park: producers are to wake it. To be followed by a full fence, then a last look. */
    void announce() {
        for (int i = 0; i < subscribers.size(); i++) {
            subscribers.get(i).announceSleep();
        }
    }

    void retract() {
        for (int i = 0; i < subscribers.size(); i++) {
            subscribers.get(i).retractSleep();
        }
    }

    /** A handler must not wait for a window: its producer may wait for the handler. */
    void checkNotInHandler(String what, Object subject) {
        for (int i = 0; i < subscribers.size(); i++) {
            if (subscribers.get(i).isPolling()) {
                throw new IllegalStateException(what + " of " + subject + " inside the handler of " + subscribers.get(i)
                        + ": it might wait for itself");
            }
        }
    }
}
