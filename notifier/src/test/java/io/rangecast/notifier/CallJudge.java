package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Makes calls that must work, and calls that must be rejected and change nothing; keeps the list of them. */
final class CallJudge {
    private final Supplier<String> state;
    private final List<String> calls = new ArrayList<>();
    private int rejected;

    /**
     * Has judged nothing yet.
     *
     * @param state all that can be seen and that a rejected call must leave alone
     */
    CallJudge(Supplier<String> state) {
        this.state = state;
    }

    List<String> calls() {
        return calls;
    }

    int rejected() {
        return rejected;
    }

    /** A call that is to fail, or not; if it is good, it answers true. */
    void attempt(String what, boolean bad, BooleanSupplier call) {
        calls.add(bad ? what + " (bad)" : what);
        String before = bad ? state.get() : null;
        RuntimeException failure = null;
        try {
            assertThat(call.getAsBoolean()).isTrue();
        } catch (IllegalArgumentException | IllegalStateException e) {
            failure = e;
        }
        if (bad != (failure != null)) {
            throw new AssertionError(what + (bad ? " was not rejected" : " was rejected"), failure);
        }
        if (bad) {
            rejected++;
            assertThat(failure.getMessage()).as(what).isNotBlank();
            assertThat(state.get()).as("after %s", what).isEqualTo(before);
        }
    }

    /** A call of which it would take too much to tell whether it fails. */
    void maybe(String what, Runnable call) {
        calls.add(what);
        try {
            call.run();
        } catch (IllegalArgumentException | IllegalStateException | InvalidationException e) {
            rejected++;
        }
    }
}
