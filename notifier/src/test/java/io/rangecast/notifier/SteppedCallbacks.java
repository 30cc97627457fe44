package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Steps;

/** Callbacks that are steps, count their calls, and must not be called any more once they are gone. */
final class SteppedCallbacks implements Notifier {
    private final Steps steps;
    private volatile boolean gone;
    private int starts;
    private int ends;

    /** Whichever of the two it is called by. */
    Subscription subscription;

    Registration registration;

    SteppedCallbacks(Steps steps) {
        this.steps = steps;
    }

    boolean start(String place) {
        assertThat(gone).as("gone at %s", place).isFalse();
        starts++;
        steps.step(place);
        return true;
    }

    @Override
    public boolean invalidateRangeStart(Invalidation said) {
        return said.event() == InvalidationEvent.RELEASE || start("notifier");
    }

    @Override
    public void invalidateRangeEnd(Invalidation said) {
        assertThat(gone).as("gone at its end").isFalse();
        ends++;
        steps.step("end");
    }

    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    int starts() {
        return starts;
    }

    int ends() {
        return ends;
    }
}
