package io.rangecast.notifier;

import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Those who are told when a subscriber's thread goes offline or comes back. Any thread changes them: lock-free,
 * allocates.
 */
final class OnlineListeners {
    private final AtomicReference<OnlineListener[]> all = new AtomicReference<>(new OnlineListener[0]);

    void add(OnlineListener listener) {
        all.updateAndGet(before ->
                Stream.concat(others(before, listener), Stream.of(listener)).toArray(OnlineListener[]::new));
    }

    void remove(OnlineListener listener) {
        all.updateAndGet(before -> others(before, listener).toArray(OnlineListener[]::new));
    }

    private static Stream<OnlineListener> others(OnlineListener[] listeners, OnlineListener than) {
        return Stream.of(listeners).filter(each -> each != than);
    }

    /** The subscriber's thread: tells all. */
    void tell(boolean online) {
        for (OnlineListener listener : all.get()) {
            listener.online(online);
        }
    }
}
