package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The producers that sleep until sections of a group are over, and what they wait for. There are few, so an exit that
 * may have ended the last section that one waits for wakes all. Any thread; lock-free, and waking allocates nothing.
 *
 * <pre>
 *   producer                                 who leaves a section
 *   1 list := list + itself, and the         a the count of its place -= 1 (v)
 *     counts it waits for (v); announce      b zero? then list (v): is it waited for? unpark all that are announced
 *   2 full fence
 *   3 looks again, or parks
 *
 *   required: 3 sees a, or b sees 1, if 3 waits for the count.
 * </pre>
 *
 * <p>3 reads what a writes, volatile: if it misses a, 1 is before 3 before a before b. All that 3 waits for was announced at 1.
 * A producer that begins a phase wakes all, too: a count that was at zero may have sections again, when it is the current one.
 *
 * <p>Beside sections that come and go without end, the counts let a producer sleep: each of these ends at zero, too, and would
 * wake it at once, so that it kept a processor from the very section that it waits for.
 */
final class SectionWaiters {
    /** Never changed, so that one look finds both. */
    private static final class Sleepers {
        final ParkingSpot[] producers;

        /** A bit for each count that one of them waits for, see {@link SectionCounts#awaited}, or has waited for. */
        final int awaited;

        Sleepers(ParkingSpot[] producers, int awaited) {
            this.producers = producers;
            this.awaited = awaited;
        }

        int indexOf(ParkingSpot producer) {
            for (int i = 0; i < producers.length; i++) {
                if (producers[i] == producer) {
                    return i;
                }
            }
            return -1;
        }
    }

    private static final Sleepers NONE = new Sleepers(new ParkingSpot[0], 0);
    private static final VarHandle SLEEPERS;

    static {
        try {
            SLEEPERS = MethodHandles.lookup().findVarHandle(SectionWaiters.class, "sleepers", Sleepers.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Sleepers sleepers = NONE;

    /** Producer, before it looks for the last time. If it stands there already with these counts, nothing happens. */
    void add(ParkingSpot producer, int awaited) {
        Sleepers before;
        Sleepers after;
        do {
            before = sleepers;
            boolean known = before.indexOf(producer) >= 0;
            if (known && (awaited & ~before.awaited) == 0) {
                return;
            }
            ParkingSpot[] producers = before.producers;
            if (!known) {
                producers = Arrays.copyOf(producers, producers.length + 1);
                producers[before.producers.length] = producer;
            }
            after = new Sleepers(producers, before.awaited | awaited);
        } while (!SLEEPERS.compareAndSet(this, before, after));
    }

    /**
     * Producer that does not sleep any more, if it stands there. The counts that it has waited for stay until nobody
     * sleeps.
     */
    void remove(ParkingSpot producer) {
        Sleepers before;
        Sleepers after;
        do {
            before = sleepers;
            int index = before.indexOf(producer);
            if (index < 0) {
                return;
            }
            after = NONE;
            int last = before.producers.length - 1;
            if (last > 0) {
                ParkingSpot[] producers = Arrays.copyOf(before.producers, last);
                if (index < last) {
                    producers[index] = before.producers[last];
                }
                after = new Sleepers(producers, before.awaited);
            }
        } while (!SLEEPERS.compareAndSet(this, before, after));
    }

    /** Called by a thread that has changed, volatile, something that they may wait for: a bit for each count. */
    void wake(int counts) {
        Sleepers seen = sleepers;
        if ((seen.awaited & counts) != 0) {
            for (ParkingSpot producer : seen.producers) {
                producer.wakeIfSeen();
            }
        }
    }
}
