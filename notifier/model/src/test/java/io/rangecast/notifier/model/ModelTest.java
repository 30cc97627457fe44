package io.rangecast.notifier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the protocols of {@code docs/memory-model.md} in TLA+: as the code does them, and with each step left out that
 * matters. An ordinary build looks at the first {@value #SHORT} states of {@value #CHOSEN} specifications, chosen by
 * {@code -Dseed=}, and leaves out one step of one of them; {@code -Pproof} looks at all states of all, and leaves out each
 * step of each.
 * {@code docs/verification.md} says how to read them. What TLC says is in {@code target/model}.
 */
@Tag("proof")
class ModelTest {
    private static final boolean WHOLE = Double.parseDouble(System.getProperty("effort", "1")) >= 1;

    /** Enough of those whose whole takes long; breadth first, so nothing is left out that is found soon. */
    static final int SHORT = 600;

    static final int CHOSEN = 6;

    private static final long SEED = Long.getLong("seed", System.nanoTime());

    static List<Specification> specifications() throws IOException {
        List<Specification> all = new ArrayList<>(Specification.all());
        Collections.shuffle(all, new Random(SEED));
        return WHOLE ? all : all.subList(0, CHOSEN);
    }

    @ParameterizedTest
    @MethodSource("specifications")
    void aProtocolHoldsInEachStateAndReachesThoseThatMatter(Specification protocol) throws Exception {
        Run run = protocol.check(WHOLE ? Integer.MAX_VALUE : SHORT);

        assertThat(run.exitCode()).as(run::output).isEqualTo(Run.GOOD);
        assertThat(run.toReach()).isNotEmpty();
        if (WHOLE || run.sawAllStates()) {
            assertThat(run.sawAllStates()).as(run::output).isTrue();
            assertThat(run.reached()).isEqualTo(run.toReach());
        } else {
            assertThat(run.reached()).isNotEmpty();
        }
    }

    static List<Specification> brokenSpecifications() throws IOException {
        return specifications().subList(0, WHOLE ? Specification.all().size() : 1);
    }

    @ParameterizedTest
    @MethodSource("brokenSpecifications")
    void aProtocolWithoutAStepIsRefuted(Specification protocol) throws Exception {
        List<String> steps = new ArrayList<>(protocol.steps());
        if (WHOLE) {
            steps.removeAll(protocol.refutedByAState());
        } else {
            Collections.shuffle(steps, new Random(SEED));
            steps.subList(1, steps.size()).clear();
        }
        for (String step : steps) {
            Run run = protocol.check(step);

            assertThat(run.exitCode()).as("without %s: %s", step, run.output()).isIn(Run.UNSAFE, Run.NOT_LIVE);
        }
    }

    @Test
    void everyProtocolHasStepsThatMatter() throws Exception {
        for (Specification protocol : Specification.all()) {
            assertThat(protocol.steps()).as(protocol.name()).hasSizeGreaterThan(2);
        }
    }
}
