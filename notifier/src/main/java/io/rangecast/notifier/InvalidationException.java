package io.rangecast.notifier;

import java.util.List;

/**
 * Somebody has not let go of a range, so an operation was given up. If it is one of {@link AddressSpace}, nothing has changed
 * in that range, neither memory nor areas, and no window is open. It may be tried again.
 */
public abstract class InvalidationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> laggards;

    InvalidationException(String message, List<String> laggards) {
        super(message);
        this.laggards = laggards;
    }

    /**
     * The names of those who have not let go.
     *
     * @return names, as {@link Invalidator#laggards(InvalidationRange)} gives them
     */
    public List<String> laggards() {
        return laggards;
    }
}
