package io.rangecast.notifier;

import static io.rangecast.notifier.NotifierCallback.END;
import static io.rangecast.notifier.NotifierCallback.START;

/**
 * The notifiers that one window tells. Keeps the list that the start has walked, so the end walks just that, whoever
 * comes meanwhile; who has gone is skipped. All calls come from the producer's thread; nothing allocates.
 */
final class NotifierWalk {
    private static final long NOBODY = Long.MAX_VALUE;
    private static final long EVERYBODY = 0;

    private final InvalidationRange range;
    private NotifierList list = NotifierList.EMPTY;

    /** Registrations of this order and above have been told of the start, and are to be told of the end. */
    private long toldDownTo = NOBODY;

    NotifierWalk(InvalidationRange range) {
        this.range = range;
    }

    void open(NotifierList notifiers) {
        if (list != notifiers) { // mostly there are none, and nothing is written
            list = notifiers;
        }
        if (toldDownTo != NOBODY) {
            toldDownTo = NOBODY;
        }
    }

    /** Forgets the list, or an idle range would keep notifiers alive. */
    void close() {
        open(NotifierList.EMPTY);
    }

    boolean hasCallbacks() {
        return list.has(START) || list.has(END);
    }

    boolean hasEnds() {
        return toldDownTo != NOBODY && list.has(END);
    }

    /** False if one refused a non-blocking start; then those after it are not called, and it gets no end. */
    boolean callStarts() {
        for (Registration registration : list.of(START)) {
            toldDownTo = registration.order() + 1;
            if (registration.hears(range) && !start(registration.notifier())) {
                return false;
            }
        }
        if (list.has(END)) {
            toldDownTo = EVERYBODY;
        }
        return true;
    }

    void callEnds() {
        for (Registration registration : list.of(END)) {
            if (registration.order() >= toldDownTo && registration.hears(range)) {
                end(registration.notifier());
            }
        }
    }

    private boolean start(Notifier notifier) {
        try {
            if (notifier.invalidateRangeStart(range.view())) {
                return true;
            }
            if (!range.isBlockable()) {
                return false;
            }
            report(new IllegalStateException("refused " + range + ", which is blockable"), notifier);
        } catch (Throwable thrown) { // an Error too: the others must still be told
            report(thrown, notifier);
        }
        return true;
    }

    private void end(Notifier notifier) {
        try {
            notifier.invalidateRangeEnd(range.view());
        } catch (Throwable thrown) {
            report(thrown, notifier);
        }
    }

    private void report(Throwable error, Notifier notifier) {
        range.space().report(error, range.view(), notifier);
    }
}
