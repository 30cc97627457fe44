package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The producers that sleep until sections of a group are over. They wait for different sections, so whoever may have ended
 * the last of one wakes all; there are few. Any thread; lock-free, and waking allocates nothing.
 *
 * <pre>
 *   producer                                 who leaves a section
 *   1 list := list + itself (v), announce    a the count of its place -= 1 (v)
 *   2 full fence                             b zero? then list (v): unpark all that are announced
 *   3 looks again, or parks
 *
 *   required: 3 sees a, or b sees 1.
 * </pre>
 *
 * <p>3 reads what a writes, volatile: if it misses a, 1 is before 3 before a before b.
 */
final class SleepingProducers {
    private static final ParkingSpot[] NONE = {};
    private static final VarHandle SLEEPERS;

    static {
        try {
            SLEEPERS = MethodHandles.lookup().findVarHandle(SleepingProducers.class, "sleepers", ParkingSpot[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile ParkingSpot[] sleepers = NONE;

    /** Producer, before it looks for the last time. If it stands there already, nothing happens. */
    void add(ParkingSpot producer) {
        ParkingSpot[] before;
        ParkingSpot[] after;
        do {
            before = sleepers;
            if (indexOf(producer, before) >= 0) {
                return;
            }
            after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = producer;
        } while (!SLEEPERS.compareAndSet(this, before, after));
    }

    /** Producer that does not sleep any more, if it stands there. */
    void remove(ParkingSpot producer) {
        ParkingSpot[] before;
        ParkingSpot[] after;
        do {
            before = sleepers;
            int index = indexOf(producer, before);
            if (index < 0) {
                return;
            }
            after = before.length == 1 ? NONE : Arrays.copyOf(before, before.length - 1);
            if (index < after.length) {
                after[index] = before[before.length - 1];
            }
        } while (!SLEEPERS.compareAndSet(this, before, after));
    }

    private static int indexOf(ParkingSpot producer, ParkingSpot[] among) {
        for (int i = 0; i < among.length; i++) {
            if (among[i] == producer) {
                return i;
            }
        }
        return -1;
    }

    /** Called by a thread that has changed, volatile, what they wait for. */
    void wake() {
        for (ParkingSpot parkingSpot : sleepers) {
            parkingSpot.wakeIfSeen();
        }
    }
}
