package io.rangecast.notifier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * <b>Rule</b> ({@link Quarantine}): memory is freed once, by whoever comes last.
 *
 * <pre>
 *   who puts memory aside                      who reaps
 *   armed := true               (v)            the hold is over       (v)
 *   all holds over? then free   (v)            armed? then free       (v)
 * </pre>
 *
 * <p>If neither saw the other, nobody would free it but by chance: what is put aside last may never be looked at again.
 */
public class MemoryIsFreedOnce {
    /** Nothing of it is shared but what it is asked when something goes wrong. */
    private static final AddressSpace SPACE = new AddressSpace();

    private static final VarHandle LET_GO;

    static {
        try {
            LET_GO = MethodHandles.lookup().findVarHandle(Party.class, "letGo", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private MemoryIsFreedOnce() {}

    /** One of many that hold memory; has let go. */
    private static final class Gone implements Holder {
        @Override
        public Object party() {
            return this;
        }

        @Override
        public String name() {
            return "gone";
        }

        @Override
        public boolean hasLetGo() {
            return true;
        }
    }

    private static HeldMemory memory(Quarantine quarantine, AtomicInteger frees) {
        return quarantine.newMemory(0x1000, 0x2000, 0x1000, frees::incrementAndGet, null, true);
    }

    /** Who puts it aside, and who reaps. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "freed by one of them")
    @Outcome(id = "0", expect = FORBIDDEN, desc = "freed by nobody")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "freed twice")
    @State
    public static class PutAside {
        private final AtomicInteger frees = new AtomicInteger();
        private final Quarantine quarantine = new Quarantine(SPACE);
        private final HeldMemory memory = quarantine.add(memory(quarantine, frees), List.of(new Gone()));

        @Actor
        public void producer() {
            quarantine.arm(memory, new Failures());
        }

        @Actor
        public void reaper() {
            quarantine.reap();
        }

        @Arbiter
        public void freed(I_Result r) {
            r.r1 = frees.get();
        }
    }

    /** One of two that hold memory, who frees if it lets go last. */
    private static final class Party implements Holder {
        private final OwedWaitlists owed = new OwedWaitlists();
        private boolean letGo;

        void letGo() {
            LET_GO.setRelease(this, true);
            VarHandle.fullFence(); // that of ParkingSpot.wake
            owed.free();
        }

        @Override
        public Object party() {
            return this;
        }

        @Override
        public String name() {
            return "party";
        }

        @Override
        public void owe(Waitlist<?> waitlist) {
            owed.add(waitlist);
        }

        @Override
        public boolean hasLetGo() {
            return (boolean) LET_GO.getAcquire(this);
        }
    }

    /**
     * Whoever lets go last frees, or who puts the memory aside, if all were quicker.
     *
     * <pre>
     *   who puts memory aside                 each of two who hold it
     *   where all will look        (v)        lets go                     (r)
     *   armed := true              (v)        full fence
     *   full fence                            looks: armed? it has let go (v)
     *   all have let go? (a)                  all over? then free         (v)
     *     remembers each (v); free
     * </pre>
     */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "freed by one of them")
    @Outcome(id = "0", expect = FORBIDDEN, desc = "freed by nobody")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "freed twice")
    @State
    public static class LastToLetGo {
        private final AtomicInteger frees = new AtomicInteger();
        private final Quarantine quarantine = new Quarantine(SPACE);
        private final Party one = new Party();
        private final Party other = new Party();

        public LastToLetGo() {
            quarantine.reclaimer(Reclaimer.LAST_TO_LET_GO);
        }

        @Actor
        public void producer() {
            quarantine.arm(quarantine.add(memory(quarantine, frees), List.of(one, other)), new Failures());
        }

        @Actor
        public void parties() {
            one.letGo();
            other.letGo();
        }

        @Arbiter
        public void freed(I_Result r) {
            r.r1 = frees.get();
        }
    }

    /**
     * Memory is put aside for a party that has freed everything, and drops its waitlist as it finds it empty.
     *
     * <pre>
     *   who puts memory aside                    the party
     *   into the waitlist            (v)         lets go                       (r)
     *   done? into another too       (v)         full fence
     *   armed := true                (v)         empty? then done := true      (v)
     *   full fence; let go? free                 still empty? it goes          (v)
     *                                            looks at what is owed, as ever
     * </pre>
     */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "freed by one of them")
    @Outcome(id = "0", expect = FORBIDDEN, desc = "freed by nobody")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "freed twice")
    @State
    public static class OwedWaitlistGoes {
        private final AtomicInteger frees = new AtomicInteger();
        private final Quarantine quarantine = new Quarantine(SPACE);
        private final Party party = new Party();

        public OwedWaitlistGoes() {
            quarantine.reclaimer(Reclaimer.LAST_TO_LET_GO);
            putAside(new AtomicInteger());
            party.letGo();
            party.letGo = false;
        }

        private void putAside(AtomicInteger counted) {
            quarantine.arm(quarantine.add(memory(quarantine, counted), List.of(party)), new Failures());
        }

        @Actor
        public void producer() {
            putAside(frees);
        }

        @Actor
        public void party() {
            party.letGo();
        }

        @Arbiter
        public void freed(I_Result r) {
            r.r1 = frees.get();
        }
    }

    /** Two who reap, each of whom finds the other hold over. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "freed by one of them")
    @Outcome(id = "0", expect = FORBIDDEN, desc = "freed by nobody")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "freed twice")
    @State
    public static class TwoReapers {
        private final AtomicInteger frees = new AtomicInteger();
        private final HeldMemory memory = memory(new Quarantine(SPACE), frees);

        public TwoReapers() {
            memory.heldBy(List.of(new Gone(), new Gone()));
            memory.armed = true;
        }

        @Actor
        public void one() {
            memory.holds()[0].isOver();
            memory.tryFree();
        }

        @Actor
        public void other() {
            memory.holds()[1].isOver();
            memory.tryFree();
        }

        @Arbiter
        public void freed(I_Result r) {
            r.r1 = frees.get();
        }
    }

    /**
     * Memory is put aside for a party whose waitlist is just found empty and goes: a later look must find it.
     *
     * <pre>
     *   who puts memory aside                    who reaps
     *   into the waitlist            (v)         done := true           (v)
     *   done? into another too       (v)         still empty? it goes   (v)
     * </pre>
     */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both are freed")
    @Outcome(expect = FORBIDDEN, desc = "forgotten, or freed twice")
    @State
    public static class WaitlistGoes {
        private final AtomicInteger frees = new AtomicInteger();
        private final Quarantine quarantine = new Quarantine(SPACE);
        private final Holder holder = new Gone();

        public WaitlistGoes() {
            putAside();
        }

        private void putAside() {
            quarantine.arm(quarantine.add(memory(quarantine, frees), List.of(holder)), new Failures());
        }

        @Actor
        public void producer() {
            putAside();
        }

        @Actor
        public void reaper() {
            quarantine.reap();
        }

        @Arbiter
        public void freed(I_Result r) {
            quarantine.reap();
            r.r1 = frees.get();
        }
    }
}
