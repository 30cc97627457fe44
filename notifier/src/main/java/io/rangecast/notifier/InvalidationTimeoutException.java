package io.rangecast.notifier;

import java.util.List;

/** Somebody has not let go of a range in time, or was evicted and may still hold it. */
public final class InvalidationTimeoutException extends InvalidationException {
    private static final long serialVersionUID = 1L;

    InvalidationTimeoutException(InvalidationRange range, List<String> laggards) {
        super(range + " was given up: not acknowledged by " + laggards, laggards);
    }
}
