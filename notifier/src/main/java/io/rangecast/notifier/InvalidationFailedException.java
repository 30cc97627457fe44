package io.rangecast.notifier;

import java.util.List;

/**
 * A callback has thrown, or has refused what it must not, and so has not let go of a range. Its throwable went to the
 * space's {@link InvalidationErrorHandler}.
 */
public final class InvalidationFailedException extends InvalidationException {
    private static final long serialVersionUID = 1L;

    InvalidationFailedException(String what, List<String> laggards) {
        super(what + " was given up: failed by " + laggards, laggards);
    }
}
