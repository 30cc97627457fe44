package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.ranges.IntervalSnapshot;
import java.util.ArrayList;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * How Lincheck is asked whether whatever threads see could also come from a specification that is called by one of them
 * at a time. It switches threads at chosen accesses to shared memory, so that a failure is shown step by step.
 *
 * <p>An iteration is a random scenario, a few operations of each thread, which is run in many interleavings.
 */
final class Linearizability {
    private static final int ITERATIONS = Effort.of(25);
    private static final int INVOCATIONS = Math.min(100, Effort.of(1_000));
    private static final int ITERATIONS_TO_CATCH = 200;

    private Linearizability() {}

    /** No thread is switched inside a snapshot, which never changes, nor where it only counts for reports. */
    static ModelCheckingOptions of(Class<?> specification, int threads) {
        return new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .threads(threads)
                .actorsBefore(2)
                .actorsPerThread(3)
                .actorsAfter(2)
                .sequentialSpecification(specification)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(
                                IntervalSnapshot.class.getName(),
                                ProducerCounters.class.getName(),
                                ArrayList.class.getName())
                        .allMethods()
                        .ignore());
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
}
