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

    /** Takes what has come; answers whether something had. Handlers may close subscribers, also others than their own. */
    boolean serve() {
        depth++;
        try {
            return serveEach();
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

    private boolean serveEach() {
        boolean served = false;
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            if (i < subscribers.size()) {
                Subscriber subscriber = subscribers.get(i);
                if (subscriber.isClosed()) {
                    subscribers.remove(i);
                } else {
                    served |= subscriber.serve();
                }
            }
        }
        return served;
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
