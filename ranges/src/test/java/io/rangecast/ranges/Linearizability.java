package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.fixture.Effort;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How Lincheck is asked whether whatever threads see of a structure could also come from its specification, called by
 * one of them at a time.
 *
 * <p>An iteration is a random scenario, two threads with a few operations each, which is run in many interleavings.
 */
final class Linearizability {
    private static final int ITERATIONS = Effort.of(25);
    private static final int INVOCATIONS = 100;
    private static final int ITERATIONS_TO_CATCH = 200;
    private static final int LONGEST_SCAN = 1_000;

    private Linearizability() {}

    /**
     * Switches threads at chosen accesses to shared memory, so that a failure is shown step by step. Also fails if an
     * operation cannot end while the other threads stand still.
     *
     * <p>No thread is switched inside a snapshot, which never changes, nor inside a list, which is one thread's own:
     * then the interleavings that are tried differ where it matters.
     */
    static ModelCheckingOptions modelChecking(Class<?> specification) {
        return modelChecking(
                specification,
                IntervalSnapshot.class.getName(),
                AreaSnapshot.class.getName(),
                ArrayList.class.getName());
    }

    /** The same, where threads meet in what hangs from a snapshot. A scan of a leaf is longer than what else looks hung. */
    static ModelCheckingOptions modelCheckingInSnapshots(Class<?> specification) {
        return modelChecking(
                        specification,
                        ArrayList.class.getName(),
                        Keys.class.getName(),
                        IdentityHashMap.class.getName()) // else its hashes are others than in what is ignored
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(Overlaps.class.getName())
                        .methods("visitEntries")
                        .ignore())
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(DeltaOverlaps.class.getName())
                        .methods("next", "place")
                        .ignore())
                .loopIterationsBeforeThreadSwitch(LONGEST_SCAN)
                .loopBound(LONGEST_SCAN);
    }

    private static ModelCheckingOptions modelChecking(Class<?> specification, String... oneThreadsOwn) {
        return scenarios(new ModelCheckingOptions(), specification)
                .checkObstructionFreedom(true)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(oneThreadsOwn)
                        .allMethods()
                        .ignore());
    }

    /** Lets threads run at full speed: few of the interleavings, but in the memory of a real machine. */
    static StressOptions stress(Class<?> specification) {
        return scenarios(new StressOptions(), specification).iterations(Math.max(1, ITERATIONS / 3));
    }

    /** A check that cannot fail proves nothing: here it must. */
    static void assertCatches(ModelCheckingOptions options, Class<?> brokenTwin) {
        options.iterations(ITERATIONS_TO_CATCH)
                .actorsBefore(2)
                .actorsPerThread(2)
                .actorsAfter(1)
                .minimizeFailedScenario(false);
        assertThatThrownBy(() -> options.check(brokenTwin))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    private static <O extends Options<O, ?>> O scenarios(O options, Class<?> specification) {
        return options.iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .threads(2)
                .actorsBefore(4)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(specification);
    }
}
