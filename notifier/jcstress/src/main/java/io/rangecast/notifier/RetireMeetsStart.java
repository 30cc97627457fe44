package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * <b>Rule</b> ({@link Producers}): a producer that is retired while it starts is in the list all the same, so that whoever
 * subscribes finds its window.
 *
 * <pre>
 *   start                                      retire
 *   slot: version := STARTING  (v)             user := stand-in     (v, compare-and-set)
 *   user: still this thread?   (v)             slots: all free?     (v)
 *   if not, in again by another entry          user := nobody       (v, compare-and-set)
 *                                              out of the list
 * </pre>
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "retired, and in again")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "not retired")
@Outcome(expect = FORBIDDEN, desc = "nobody sees the window")
@State
public class RetireMeetsStart extends OneRange {
    private final Producers producers = producer.registry().producers();
    private final ProducerEntry entry = producers.newest();

    @Actor
    public void producer() {
        start();
    }

    @Actor
    public void retires() {
        producers.retire(entry, true);
    }

    @Arbiter
    public void newcomer(ZZ_Result r) {
        r.r1 = subscribe().tryReadBegin() == Subscription.BUSY;
        r.r2 = entry.isOver();
    }
}
