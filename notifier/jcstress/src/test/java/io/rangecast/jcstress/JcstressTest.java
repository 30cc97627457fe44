package io.rangecast.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of this module: jcstress forks a JVM for each, and there lets its actors meet some thousand times. All it
 * says is in {@code target/jcstress}.
 *
 * <p>{@code -Djcstress.tests=UpdateThenRead} runs those with such a name only, {@code -Djcstress.args="-m default"} gives
 * other options, with which it takes hours. {@code -Pproof} gives more time, and compiles in several ways.
 */
class JcstressTest {
    private static final String TESTS = System.getProperty("jcstress.tests", "");

    /** What is broken on purpose runs along, in the packages of this name. */
    private static final String BROKEN = ".broken.";

    /**
     * Few and small strides, as it takes long to make what the actors meet at. One way to compile, the one that reorders
     * most; it begins in the interpreter. With all of them this would take several times as long.
     */
    private static final String SHORT = "-m quick -time 300 -iters 1 -f 1 -sc false -fsm 0 -pth false -strideSize 128"
            + " -strideCount 2 -jvmArgs -XX:-TieredCompilation";

    private static JcstressRun run;

    @BeforeAll
    static void run() throws Exception {
        String tests = "io\\.rangecast\\..*(" + TESTS + "|\\.broken\\.)";
        run = JcstressRun.of(tests, System.getProperty("jcstress.args", SHORT));
    }

    @Test
    void nothingIsSeenThatARuleForbids() {
        assertThat(run.failed()).as(run::results).allMatch(test -> test.contains(BROKEN));
        assertThat(run.errors()).as(run::results).isEmpty();
        assertThat(run.passed()).as(run::results).isPositive(); // not just none
    }

    @Test
    void whatIsBrokenOnPurposeIsCaught() {
        assertThat(run.failed())
                .as(run::results)
                .contains(
                        "io.rangecast.notifier.broken.SleeperWithoutFence",
                        "io.rangecast.ranges.jcstress.broken.ReleasedRoot");
    }
}
