package io.rangecast.notifier;

import static io.rangecast.notifier.NotifierCallback.SECONDARY_TLBS;
import static io.rangecast.notifier.NotifierCallback.TEST_YOUNG;

import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * The calls of one invalidator to notifiers outside of windows. A slot says that they run, so that unregistering waits
 * for them; it hits nobody. Used by the invalidator's thread; nothing allocates unless a flush fails.
 */
final class PageAgeCalls {
    private final Producer producer;
    private final AddressSpace space;

    PageAgeCalls(Producer producer) {
        this.producer = producer;
        this.space = producer.space;
    }

    /**
     * Calls all who override a callback, but for TEST_YOUNG only up to the first true; whether any was true.
     *
     * @throws InvalidationFailedException if one has thrown that was to flush
     */
    boolean call(NotifierCallback callback, long start, long end) {
        if (!space.notifiers().list().has(callback)) {
            return false;
        }
        int[] here = producer.toCall(callback);
        here[CallbackScope.DEPTH]++;
        producer.running++;
        try {
            return callInSlot(callback, start, end);
        } finally {
            producer.running--;
            here[CallbackScope.DEPTH]--;
        }
    }

    private boolean callInSlot(NotifierCallback callback, long start, long end) {
        WindowTable windows = producer.windows();
        int slot = windows.openCalls(start, end);
        boolean closed = false;
        boolean known;
        boolean any;
        try {
            known = producer.isKnown();
            any = known && callEach(space.notifiers().list().of(callback), callback, start, end);
            windows.closeCalls(slot);
            closed = true;
        } finally {
            if (!closed) {
                windows.closeCalls(slot);
            }
        }
        if (!known) { // retired before the slot could be seen
            producer.use();
            return callInSlot(callback, start, end);
        }
        producer.registry().gracePeriods().callsOver();
        return any;
    }

    private boolean callEach(Registration[] registrations, NotifierCallback callback, long start, long end) {
        boolean any = false;
        List<String> failed = null;
        for (Registration registration : registrations) {
            // Asked after the slot was opened: see NotifierRegistry.
            if (registration.isCalled()) {
                boolean said = call(registration.notifier(), callback, start, end);
                if (said && callback == TEST_YOUNG) {
                    return true;
                }
                any |= said;
                if (said && callback == SECONDARY_TLBS) {
                    failed = failed == null ? new ArrayList<>() : failed;
                    failed.add(FailedListener.of(registration).name());
                }
            }
        }
        if (failed != null) {
            throw new InvalidationFailedException(
                    "the flush of " + Interval.toString(start, end) + " in " + space, failed);
        }
        return any;
    }

    /** A page that is not known to be old is young: so its memory is kept. For a flush, true says that it has failed. */
    private boolean call(Notifier notifier, NotifierCallback callback, long start, long end) {
        try {
            switch (callback) {
                case TEST_YOUNG:
                    return notifier.testYoung(space, start);
                case CLEAR_YOUNG:
                    return notifier.clearYoung(space, start, end);
                case CLEAR_FLUSH_YOUNG:
                    return notifier.clearFlushYoung(space, start, end);
                case SECONDARY_TLBS:
                    notifier.invalidateSecondaryTlbs(space, start, end);
                    return false;
                default:
                    throw new AssertionError(callback + " belongs to a window");
            }
        } catch (Throwable thrown) { // an Error too: the others must still be called
            space.report(thrown, null, notifier);
            return true;
        }
    }
}
