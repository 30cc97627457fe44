package io.rangecast.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of this module: jcstress forks a JVM for each, and there lets its actors meet some hundred thousand times.
 * All it says is in {@code target/jcstress}.
 *
 * <p>An ordinary build runs one test of each protocol, compiled in one way; {@code -Pproof} runs all, compiled in the way
 * that reorders most. {@code -Djcstress.tests=UpdateThenRead} runs those with such a name, {@code -Djcstress.args="-m
 * quick"} compiles in all ways, and with {@code "-m default"} it takes hours.
 */
@Tag("proof")
class JcstressTest {
    private static final boolean WHOLE = Double.parseDouble(System.getProperty("effort", "1")) >= 1;

    /** In the order of memory-model.md; the last is of {@code Inbox}. */
    private static final List<String> ONE_OF_EACH_PROTOCOL = List.of(
            "StartMeetsSubscribe\\.Newcomer",
            "ReadersSeeOneSide\\.ValidatedCopy",
            "RecordsAreAcknowledged\\.Acknowledge",
            "CloseMeetsStart",
            "ReleaseMeetsSubscribe",
            "AreaMapSteps\\.PutThatCuts",
            "UpdatesOfOneLeaf\\.InPlaceBesideCopy",
            "NoWakeUpIsLost\\.Condition",
            "OverflowOrders\\.Add",
            "NoBellIsLost\\.Ring",
            "OfflineOrders\\.Offline",
            "InsertWhileFilterIsBuilt",
            "MemoryIsFreedOnce\\.PutAside",
            "SectionsMeetStart\\.Validated",
            "ReopenMeetsRemove");

    private static final String OURS = "^io\\.rangecast\\..*";

    /** In the packages of this name, so that they run in every build. */
    private static final String BROKEN = "\\.broken\\.";

    private static final List<String> BROKEN_ON_PURPOSE = List.of(
            "io.rangecast.notifier.broken.ParkingSpotWithoutFence", "io.rangecast.ranges.jcstress.broken.ReleasedRoot");

    /** By C2, which moves code at random; another way to compile would take as long again. */
    private static final String AT_RANDOM = "-m quick -time 200 -iters 1 -f 1 -sc false -strideSize 128 -strideCount 4"
            + " -jvmArgs -XX:-TieredCompilation -jvmArgs -XX:+UnlockDiagnosticVMOptions -jvmArgs -XX:+StressLCM"
            + " -jvmArgs -XX:+StressGCM -jvmArgs -XX:+StressIGVN -jvmArgs -XX:+StressCCP";

    /**
     * Few strides, as it takes long to make what the actors meet at. One way to compile: as JVMs do by themselves, which is
     * soonest at its best.
     */
    private static final String IN_ONE_WAY =
            "-m quick -time 100 -iters 1 -f 1 -sc false -fsm 0 -pth false -strideSize 128"
                    + " -strideCount 2 -jvmArgs -XX:+UseSerialGC";

    private static final String LONGER = "-time 2000";
    private static final int ATTEMPTS = 3;

    private static final String TESTS = System.getProperty("jcstress.tests");
    private static final String ARGUMENTS = System.getProperty("jcstress.args", WHOLE ? AT_RANDOM : IN_ONE_WAY);

    private static JcstressRun run;

    @BeforeAll
    static void run() throws Exception {
        String usually = WHOLE ? "" : "\\.(" + String.join("|", ONE_OF_EACH_PROTOCOL) + ")$";
        String tests = TESTS == null ? usually : TESTS;
        run = JcstressRun.of(OURS + "(" + tests + "|" + BROKEN + ")", ARGUMENTS);
    }

    @Test
    void nothingIsSeenThatARuleForbids() {
        assertThat(run.failed()).as(run::results).isSubsetOf(BROKEN_ON_PURPOSE);
        assertThat(run.errors()).as(run::results).isEmpty();
        assertThat(run.passed())
                .as(run::results)
                .isGreaterThanOrEqualTo(TESTS == null ? ONE_OF_EACH_PROTOCOL.size() : 1); // each name names one
    }

    @Test
    void whatIsBrokenOnPurposeIsCaught() throws Exception {
        JcstressRun longer = run;
        for (int i = 0; i < ATTEMPTS && !longer.failed().containsAll(BROKEN_ON_PURPOSE); i++) {
            longer = JcstressRun.of(
                    OURS + BROKEN,
                    ARGUMENTS.replaceFirst("-time \\d+", LONGER)); // actors seldom meet on a busy machine
        }
        assertThat(longer.failed()).as(longer::results).containsAll(BROKEN_ON_PURPOSE);
    }
}
