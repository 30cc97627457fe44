package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Patience;
import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Something ends, or comes, at each place where a start or its end runs code of the user: in the same thread, and in
 * another one meanwhile. The places are counted by a run in which nothing happens.
 */
@Watchdog
class EveryStepOfAStartTest {
    private static final int NEVER = -1;

    @ParameterizedTest
    @EnumSource(SteppedWorld.Act.class)
    @DisplayName("at whatever step of a start something ends or comes, nothing stays open and nobody gone is called")
    void atWhateverStepOfAStart(SteppedWorld.Act act) throws Exception {
        for (boolean blockable : new boolean[] {true, false}) {
            int steps = run(act, blockable, NEVER, false);
            assertThat(steps).isGreaterThanOrEqualTo(blockable ? 13 : 9);
            for (int step = 0; step < steps; step++) {
                run(act, blockable, step, false);
                run(act, blockable, step, true);
            }
        }
    }

    /** Answers how many steps there were. */
    private static int run(SteppedWorld.Act act, boolean blockable, int when, boolean elsewhere) throws Exception {
        SteppedWorld world = new SteppedWorld(blockable, when, act, elsewhere);
        String what = act + (elsewhere ? " in another thread" : "") + (blockable ? "" : ", non-blocking");
        InvalidationResult result = world.startAndEnd();
        String where = what + " at step " + when + ", " + world.steps().place();
        if (act != SteppedWorld.Act.CLOSE_SPACE || result != InvalidationResult.TIMED_OUT) { // with it, waits end
            assertThat(result).as(where).isEqualTo(InvalidationResult.COMPLETED);
        }
        new Patience(Patience.nanos(Watchdog.SECONDS / 2))
                .await(world.steps().acting()::isDone, where + " does not end");
        world.steps().acting().join();
        world.assertAllIsWell(where);
        return world.steps().count();
    }
}
