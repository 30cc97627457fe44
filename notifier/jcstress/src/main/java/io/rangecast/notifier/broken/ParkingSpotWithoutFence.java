package io.rangecast.notifier.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Broken on purpose: {@code NoWakeUpIsLost.Condition} with a parkingSpot in release and acquire mode, and no fence. It must
 * fail, or the tests could not see what they are for.
 *
 * <p>Each thread's read overtakes its own write in the store buffer: the waiter finds nothing, the waker nobody.
 */
@JCStressTest
@Outcome(id = "true, .*", expect = ACCEPTABLE, desc = "has seen the condition")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "would park, and is unparked")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "would park, and sleep on")
@State
public class ParkingSpotWithoutFence {
    private final AtomicReference<String> waiting = new AtomicReference<>();
    private final AtomicBoolean condition = new AtomicBoolean();

    @Actor
    public void waiter(ZZ_Result r) {
        waiting.setRelease("somebody");
        r.r1 = condition.getAcquire();
    }

    @Actor
    public void waker(ZZ_Result r) {
        condition.setRelease(true);
        r.r2 = waiting.getAcquire() != null;
    }
}
