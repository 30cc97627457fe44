package io.rangecast.notifier.struck;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Errors between every two steps. An Error of the JVM strikes where something is called, as the stack may end there, or
 * allocated. So a debugger finds out where a {@link Scenario} calls or allocates in code of the library, runs it again
 * for each such step, and lets an error strike there. Then nothing may be half done. The short form chooses some
 * scenarios, and some of the steps of each.
 */
@Tag("proof")
@Timeout(600)
class ErrorAtEveryStepTest {
    /** How often the same instruction is struck: when a thread comes there first, for the second time, and so on. */
    private static final int TIMES = Effort.of(2);

    private static final boolean ALL = TIMES > 1;

    /** The library treats both alike but in a few places: each step meets one of them, by chance. */
    private static final List<String> ERRORS = List.of("STACK", "MEMORY");

    private static final int CHOSEN_SCENARIOS = ALL ? Integer.MAX_VALUE : 6;
    private static final int CHOSEN_STEPS = ALL ? Integer.MAX_VALUE : 4;

    /** An error strikes again soon, where what the first one has left is cleaned up. */
    private static final int MOST_STEPS_BETWEEN = 6;

    private static final long SEED = Long.getLong("seed", System.nanoTime());

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

    static List<Scenario> scenarios() {
        return choose(Arrays.asList(Scenario.values()), CHOSEN_SCENARIOS);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    @DisplayName("an error at whatever step leaves nothing half done, and somebody is told")
    void n4AnErrorAtWhateverStepLeavesNothingHalfDone(Scenario scenario) throws Exception {
        List<Step> all = new ArrayList<>(striker.begin(scenario));
        all.removeIf(step -> step.times() > TIMES);
        List<Step> steps = choose(all, CHOSEN_STEPS);
        assertThat(steps).isNotEmpty();
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int missed = 0;
        for (Step step : steps) {
            String error = ERRORS.get(random.nextInt(ERRORS.size()));
            String answer = striker.strike(step, error);
            if (answer == null) {
                missed++; // the thread has taken another way this time
            } else if (!answer.isEmpty()) {
                wrong.add(step + " by " + error + ": " + answer);
            }
        }
        assertThat(wrong).as("-Dseed=%d", SEED).isEmpty();
        assertThat(missed).isLessThan(steps.size() / 2 + 1);
    }

    static List<Scenario> scenariosOfTheLibrarysOwn() {
        return choose(new ArrayList<>(Scenario.WITHOUT_A_HANDLE), ALL ? Integer.MAX_VALUE : 1);
    }

    @ParameterizedTest
    @MethodSource("scenariosOfTheLibrarysOwn")
    @DisplayName(
            "one more in what cleans up leaves nothing open or counted that nobody else can end, and frees nothing too soon")
    void n4AnErrorInWhatCleansUpLeavesNothingForGood(Scenario scenario) throws Exception {
        List<Step> all = new ArrayList<>(striker.begin(scenario));
        all.removeIf(step -> step.times() > 1);
        Random random = new Random(SEED);
        List<String> wrong = new ArrayList<>();
        int reached = 0;
        for (Step step : choose(all, CHOSEN_STEPS)) {
            int second = 1 + random.nextInt(MOST_STEPS_BETWEEN);
            String answer = striker.strike(step, "STACK", second);
            reached += answer == null ? 0 : 1;
            if (answer != null && !answer.isEmpty()) {
                wrong.add(step + ", again " + second + " steps later: " + answer);
            }
        }
        assertThat(wrong).as("-Dseed=%d", SEED).isEmpty();
        if (ALL) { // few may all be gone before the second
            assertThat(reached).isPositive();
        }
    }

    /** So many at most, by chance. */
    private static <T> List<T> choose(List<T> all, int most) {
        List<T> chosen = new ArrayList<>(all);
        Collections.shuffle(chosen, new Random(SEED));
        return chosen.subList(0, Math.min(most, chosen.size()));
    }
}
