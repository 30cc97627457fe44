package io.rangecast.notifier;

import java.util.List;

/**
 * Subscribers have not let go of a range in time, so an operation on an {@link AddressSpace} was given up. In that
 * range nothing has changed, neither memory nor areas, and no window is open. It may be tried again.
 */
public final class InvalidationTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> laggards;

    InvalidationTimeoutException(InvalidationRange range, List<String> laggards) {
        super(range + " was given up: not acknowledged by " + laggards);
        this.laggards = laggards;
    }

    /**
     * Who has not let go.
     *
     * @return the names of the subscribers
     */
    public List<String> laggards() {
        return laggards;
    }
}
