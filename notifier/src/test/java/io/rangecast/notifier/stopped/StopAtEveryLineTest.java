package io.rangecast.notifier.stopped;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Location;
import io.rangecast.notifier.debugger.Debuggee;
import io.rangecast.notifier.fixture.Effort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One thread stands at one line of the library, and all others go on, but for those who rightly wait for it. A debugger
 * finds out which lines a thread comes by, and stops it at some of them, chosen by a seed; at all with
 * {@code -Deffort=40}.
 */
@Tag("proof")
@Timeout(900)
class StopAtEveryLineTest {
    /** How many lines of each role. */
    private static final int CHOSEN = Effort.of(25);

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    private static final Random RANDOM = new Random(SEED);

    /** Of all lines of the library; few of them are of one role. */
    private static final int WATCHED = Effort.of(2_500);

    private static Stopper stopper;
    private static Map<Role, Set<Location>> lines;

    @BeforeAll
    static void launch() throws Exception {
        stopper = new Stopper();
        lines = stopper.lines(WATCHED, RANDOM);
    }

    @AfterAll
    static void end() throws Exception {
        stopper.close();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("nobody depends on a thread that stands between two lines, and who waits for it uses no processor")
    void nobodyDependsOnAThreadThatStands(Role role) throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        int reached = 0;
        for (Location line : lines.get(role)) {
            if (reached < CHOSEN && tried < 3 * CHOSEN) {
                String answer = stopper.stop(role, line);
                tried++;
                if (answer != null) { // else the thread goes another way now
                    reached++;
                    if (!answer.isEmpty()) {
                        wrong.add(Debuggee.describe(line) + ": " + answer);
                    }
                }
            }
        }
        assertThat(wrong).as("while a %s stands, -Dseed=%d", role, SEED).isEmpty();
        assertThat(reached).isGreaterThanOrEqualTo(Math.min(1, tried / 3));
    }
}
