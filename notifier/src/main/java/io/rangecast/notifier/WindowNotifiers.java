package io.rangecast.notifier;

import static io.rangecast.notifier.NotifierCallback.END;
import static io.rangecast.notifier.NotifierCallback.START;

import java.util.List;

/**
 * The notifiers that one window tells, and which of them have failed. Keeps the list that the start has walked, so the
 * end walks just that, whoever comes meanwhile; one that has gone is skipped. All calls come from the producer's thread;
 * nothing allocates once the walk has grown to the number of notifiers, but the reports.
 */
final class WindowNotifiers {
    private static final long NOBODY = Long.MAX_VALUE;
    private static final long EVERYBODY = 0;
    private static final Registration[] NONE = {};

    private final InvalidationRange range;
    private NotifierList list = NotifierList.EMPTY;

    /** Registrations of this order and above have been told of the start, and are to be told of the end. */
    private long toldDownTo = NOBODY;

    /** Those that have failed, newest first. There is room for all before the first is called. */
    private Registration[] failed = NONE;

    private int failedCount;

    /** How many of those that override the end are done with. */
    private int ended;

    WindowNotifiers(InvalidationRange range) {
        this.range = range;
    }

    void open(NotifierList notifiers) {
        if (list != notifiers) { // mostly there are none, and nothing is written
            reserve(notifiers.of(START).length);
            list = notifiers;
        }
        if (toldDownTo != NOBODY) {
            toldDownTo = NOBODY;
            ended = 0;
        }
    }

    private void reserve(int count) {
        if (failed.length < count) {
            failed = new Registration[count];
        }
    }

    /** Forgets the notifiers, or an idle range would keep them alive. */
    void close() {
        open(NotifierList.EMPTY);
        while (failedCount > 0) {
            failed[--failedCount] = null;
        }
    }

    boolean hasCallbacks() {
        return list != NotifierList.EMPTY && (list.has(START) || list.has(END));
    }

    boolean hasEnds() {
        return toldDownTo != NOBODY && list.has(END);
    }

    /** False if one failed in a non-blocking start; then those after it are not called, and it gets no end. */
    boolean callStarts() {
        if (list == NotifierList.EMPTY) {
            return true;
        }
        boolean blockable = range.isBlockable();
        for (Registration registration : list.of(START)) {
            long order = registration.order();
            toldDownTo = order + 1;
            if (registration.isFor(range) && !start(registration)) {
                if (!blockable) {
                    return false;
                }
                failed[failedCount++] = registration;
            }
            toldDownTo = order; // at once: an error before the next must not take its end from it
        }
        toldDownTo = EVERYBODY;
        return true;
    }

    /** Calls the starts of those again that have failed, and of nobody else; if it throws, as {@link CallbackWalk}. */
    void callFailed() {
        int again = 0;
        for (int i = 0; i < failedCount; i++) {
            Registration registration = failed[i];
            if (!start(registration)) {
                failed[i] = failed[again];
                failed[again] = registration;
                again++;
            }
        }
        failedCount = again;
    }

    /** Goes on where an earlier call was struck by an error. */
    void callEnds() {
        Registration[] registrations = list.of(END);
        while (ended < registrations.length) {
            Registration registration = registrations[ended];
            if (registration.order() >= toldDownTo && registration.isFor(range) && registration.isCalled()) {
                end(registration.notifier());
            }
            ended++;
        }
    }

    /** Whether it has let go. Nobody calls one that is closed, or evicted and not closed yet. */
    private boolean start(Registration registration) {
        if (!registration.isCalled()) {
            return registration.isClosed();
        }
        Notifier notifier = registration.notifier();
        try {
            if (notifier.invalidateRangeStart(range.view())) {
                return true;
            }
            if (range.isBlockable()) {
                report(new IllegalStateException("refused " + range + ", which is blockable"), notifier);
            }
        } catch (Throwable thrown) { // an Error too: the others must still be told
            report(thrown, notifier);
        }
        return false;
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

    /** Whether one was evicted before, and will not let go when it is called. */
    boolean hasEvicted() {
        for (Registration registration : list.of(START)) {
            if (registration.isEvicted() && registration.isFor(range)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one has failed when it was last called; it may have been closed since. */
    boolean hasFailed() {
        return failedCount > 0;
    }

    /** Whether one has failed and is still registered. */
    boolean isFailed() {
        for (int i = 0; i < failedCount; i++) {
            if (failed[i].isCalled()) {
                return true;
            }
        }
        return false;
    }

    /** Whether one has failed and is evicted. */
    boolean isEvicted() {
        for (int i = 0; i < failedCount; i++) {
            if (failed[i].isEvicted()) {
                return true;
            }
        }
        return false;
    }

    /** Gives up on those that have failed; returns how many these are. */
    int evictFailed() {
        int evicted = 0;
        for (int i = 0; i < failedCount; i++) {
            if (failed[i].evict()) {
                evicted++;
            }
        }
        return evicted;
    }

    /** Allocates: for reports. */
    void addFailed(List<? super FailedListener> to) {
        for (int i = 0; i < failedCount; i++) {
            if (!failed[i].isClosed()) {
                to.add(FailedListener.of(failed[i]));
            }
        }
    }
}
