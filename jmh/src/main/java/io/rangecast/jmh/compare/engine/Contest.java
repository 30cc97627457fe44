package io.rangecast.jmh.compare.engine;

import java.util.List;

/** The contenders of one experiment, ready to run. */
@FunctionalInterface
public interface Contest extends AutoCloseable {
    /** The candidate and its rivals. */
    List<? extends Contender> contenders();

    /** The second thread, or null if the experiment needs none. */
    default Partner partner() {
        return null;
    }

    /**
     * Is called after the last round.
     *
     * @throws IllegalStateException if the contenders, which did the same work, do not hold or answer the same
     */
    default void verify() {}

    /** Ends the second thread. */
    @Override
    default void close() {
        if (partner() != null) {
            partner().close();
        }
    }
}
