package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;

/** Calls of which is known whether they are to fail. */
public final class Attempts {
    private int rejected;

    /**
     * Makes a call that is to fail, or not; if it fails it has changed nothing.
     *
     * @param bad whether it is to fail
     * @param content what it would change
     * @param call with a message that is not blank if it fails
     */
    public void attempt(boolean bad, Supplier<?> content, Runnable call) {
        Object before = bad ? content.get() : null;
        RuntimeException failure = null;
        try {
            call.run();
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException e) {
            failure = e;
        }
        if (bad != (failure != null)) {
            throw new AssertionError(bad ? "bad arguments were taken" : "good arguments were rejected", failure);
        }
        if (bad) {
            rejected++;
            assertThat(failure.getMessage()).isNotBlank();
            assertThat(content.get()).isEqualTo(before);
        }
    }

    /** How many have failed. */
    public int rejected() {
        return rejected;
    }
}
