package io.rangecast.notifier;

import java.util.List;

/**
 * The callbacks of the subscriptions that one window hits, and which of them have failed: thrown, or refused where they
 * must not. A callback that has failed has not let go. All calls come from the producer's thread; nothing allocates but
 * the reports.
 *
 * <p>Those that have failed stand first among the hits, ascending. So to remember one takes no memory, of which there
 * may be none left.
 */
abstract class CallbackWalk extends Hits {
    private int failed;

    CallbackWalk(InvalidationRange range) {
        super(range);
    }

    final void beginCallbacks() {
        failed = 0;
    }

    /** Calls all, ascending; false if one failed in a non-blocking start, and then those after it are not called. */
    final boolean callAll() {
        for (int i = 0; i < hits(); i++) {
            Subscription subscription = hit(i);
            if (subscription.notifier() != null && !call(subscription)) {
                if (!range.isBlockable()) {
                    return false;
                }
                exchangeHits(i, failed);
                failed++;
            }
        }
        return true;
    }

    /** Calls the only one, in a blockable start; keeps it if it fails. */
    final void callOnly(Subscription only) {
        if (!call(only)) {
            keep(only);
            failed = 1;
        }
    }

    /** Calls those again that have failed, and nobody else. If it throws, those that have let go meanwhile are called once more. */
    final void callFailed() {
        int again = 0;
        for (int i = 0; i < failed; i++) {
            Subscription subscription = hit(i);
            // Asked after a slot says that this calls: see Subscriptions.leave().
            if (!subscription.isLeft() && !call(subscription)) {
                exchangeHits(i, again);
                again++;
            }
        }
        failed = again;
    }

    /** Whether it has let go. Nobody calls one that is evicted. */
    private boolean call(Subscription subscription) {
        if (subscription.isEvicted()) {
            return false;
        }
        try {
            if (subscription.notifier().invalidate(subscription, range.view())) {
                return true;
            }
            if (range.isBlockable()) {
                report(new IllegalStateException("refused " + range + ", which is blockable"), subscription);
            }
        } catch (Throwable thrown) { // an Error too: the others must still be told
            report(thrown, subscription);
        }
        return false;
    }

    private void report(Throwable error, Subscription subscription) {
        range.space().report(error, range.view(), subscription);
    }

    /** Whether one was evicted before, and will not let go when it is called. */
    final boolean hasEvictedCallback() {
        for (int i = 0; i < hits(); i++) {
            if (hit(i).isEvicted()) {
                return true;
            }
        }
        return false;
    }

    /** Whether one has failed when it was last called; it may have been closed since. */
    final boolean hasFailedCallbacks() {
        return failed > 0;
    }

    /** Whether one has failed and is still subscribed. */
    final boolean isCallbackFailed() {
        for (int i = 0; i < failed; i++) {
            if (hit(i).isSubscribed()) {
                return true;
            }
        }
        return false;
    }

    /** Whether one has failed and is evicted. */
    final boolean isCallbackEvicted() {
        for (int i = 0; i < failed; i++) {
            if (hit(i).isEvicted()) {
                return true;
            }
        }
        return false;
    }

    /** Gives up on those that have failed; returns how many these are. */
    final int evictFailedCallbacks() {
        int evicted = 0;
        for (int i = 0; i < failed; i++) {
            if (hit(i).evict()) {
                evicted++;
            }
        }
        return evicted;
    }

    /** Allocates: for reports. */
    final void addFailedCallbacks(List<? super FailedListener> to) {
        for (int i = 0; i < failed; i++) {
            if (!hit(i).isLeft()) {
                to.add(FailedListener.of(hit(i)));
            }
        }
    }
}
