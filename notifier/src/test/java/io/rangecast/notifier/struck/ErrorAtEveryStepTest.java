package io.rangecast.notifier.struck;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.Effort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Errors between every two steps. An Error of the JVM strikes where something is called, as the stack may end there, or
 * allocated. So a debugger finds out where a {@link Scenario} calls or allocates in code of the library, runs it again
 * for each such step, and lets an error strike there. Then nothing may be half done.
 */
@Tag("proof")
@Timeout(600)
class ErrorAtEveryStepTest {
    /** How often the same instruction is struck: when a thread comes there first, for the second time, and so on. */
    private static final int TIMES = Effort.of(10);

    private static final List<String> ERRORS = TIMES == 1 ? List.of("STACK") : List.of("STACK", "MEMORY");

    private static Striker striker;

    @BeforeEach
    void launch() throws Exception {
        if (striker == null || !striker.isAlive()) {
            striker = new Striker();
        }
    }

    @AfterAll
    static void end() throws Exception {
        striker.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("N4: an error at whatever step leaves nothing half done, and somebody is told")
    void n4AnErrorAtWhateverStepLeavesNothingHalfDone(Scenario scenario) throws Exception {
        List<Step> steps = striker.begin(scenario);
        assertThat(steps).isNotEmpty();
        List<String> wrong = new ArrayList<>();
        int missed = 0;
        for (Step step : steps) {
            for (String error : step.times() <= TIMES ? ERRORS : List.<String>of()) {
                String answer = striker.strike(step, error);
                if (answer == null) {
                    missed++; // the thread has taken another way this time
                } else if (!answer.isEmpty()) {
                    wrong.add(step + ": " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(missed).isLessThan(steps.size() / 2 + 1);
    }
}
