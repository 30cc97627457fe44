package io.rangecast.jmh.compare;

import java.util.List;

/** The contenders of one question, ready to run. */
interface Contest {
    /** The candidate and its rivals. */
    List<Contender> contenders();

    /**
     * The second thread, if the question takes two.
     *
     * @return the thread, or null for none
     */
    default Partner partner() {
        return null;
    }

    /**
     * Is called after the last round.
     *
     * @throws IllegalStateException if the contenders, which did the same work, do not hold or answer the same
     */
    default void verify() {}
}
