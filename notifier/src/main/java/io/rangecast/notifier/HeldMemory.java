package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Memory that some may still hold, and its action that frees it: once, when all have let go.
 *
 * <p>Each hold is remembered where it was found to be over, and then all of them are looked at, both volatile. So a
 * thread that finds the last to be over finds all of them over, and if two do, one of them frees. If nobody holds it from the
 * beginning, only its producer ever has it.
 */
final class HeldMemory extends Freeing {
    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(HeldMemory.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A hold: one party has not let go of some memory. */
    static final class Hold {
        private final HeldMemory memory;

        /** Null once it has let go, so that a party that has closed is not kept by those that have not. */
        private volatile Holder holder;

        private Hold(HeldMemory memory, Holder holder) {
            this.memory = memory;
            this.holder = holder;
        }

        HeldMemory memory() {
            return memory;
        }

        /** Null once it has let go. */
        Holder holder() {
            return holder;
        }

        /** Asks the holder, and remembers that it has let go (v). */
        boolean isOver() {
            Holder asked = holder;
            if (asked != null && !memory.isOver()) {
                if (!asked.hasLetGo()) {
                    return false;
                }
                holder = null;
            }
            return true;
        }
    }

    private static final Hold[] NONE = {};

    /**
     * Stands in the place of memory while a window is open whose start has failed and could not be undone. It may have told some
     * and not others, so it can be ended and nothing else.
     */
    static final HeldMemory UNTOLD = new HeldMemory(null, null, 0, 0, 0, null, null, false);

    private final long start;
    private final long end;
    private Hold[] holds = NONE;

    /** When it was put aside; if nobody has held it and an executor is to have it, when it was made. */
    private long since;

    /**
     * Whether somebody frees it or has freed it, or nobody will, as its quarantine has failed. Set by no call then, which
     * an error could strike.
     */
    volatile boolean taken;

    /** Whether all its holds can be found: from then on it may be freed. Set by no call, for the same reason. */
    volatile boolean armed;

    /** How many are known to be over, of the first. Racy: fewer are as good. */
    private int holdsOver;

    /**
     * Memory that nobody holds.
     *
     * @param bytes unsigned
     * @param executor runs the action; null for the thread that finds that all have let go
     * @param throwing whether that thread gets the throwables of the action; else the space's error handler does
     */
    HeldMemory(
            AddressSpace space,
            HeldAmount amount,
            long start,
            long end,
            long bytes,
            Runnable action,
            Executor executor,
            boolean throwing) {
        super(space, amount, bytes, action, executor, throwing);
        this.start = start;
        this.end = end;
        if (executor != null) {
            since = System.nanoTime();
        }
    }

    /** Before anybody else can find it. */
    void heldBy(List<Holder> holders) {
        since = System.nanoTime();
        Hold[] all = new Hold[holders.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Hold(this, holders.get(i));
        }
        holds = all;
    }

    Hold[] holds() {
        return holds;
    }

    boolean isOver() {
        return taken;
    }

    /** Frees it if all have let go, unless that is done; returns what that has thrown, or null. Any thread. */
    Throwable tryFree() {
        if (!armed || !isLetGo()) {
            return null;
        }
        VarHandle.releaseFence(); // as after a start: the producer has entered the states, another may free
        boolean before;
        if (holds.length == 0) { // only the producer has it
            before = taken;
            taken = true;
        } else {
            before = (boolean) TAKEN.getAndSet(this, true);
        }
        if (before) {
            return null;
        }
        try { // next: an error that strikes before would have it forgotten
            run();
            return null;
        } catch (Throwable thrown) {
            boolean known = false;
            try {
                Throwable last = failed(thrown);
                known = true;
                return last;
            } finally {
                if (!known && !begun && !over) { // an error has struck again: it is found once more
                    taken = false;
                }
            }
        }
    }

    /** Once it is armed: asks all of its own holders, and frees it if they have let go, as {@link #tryFree} does. */
    Throwable askAndTryFree() {
        if (holds.length > 0) {
            VarHandle.fullFence(); // pairs with that of a holder between letting go and looking for what waits for it
            for (Hold hold : holds) {
                hold.isOver();
            }
        }
        return tryFree();
    }

    @Override
    void hasFreed() {
        if (holds.length > 0) {
            Recordings.freed(space(), start, end, bytes(), since);
        }
    }

    /**
     * Its windows end, and it was not armed, or only the thread that has armed it could free it: it will not be freed. By
     * that thread.
     */
    void giveUp() {
        if (!armed || holds.length == 0 && !begun && !over) {
            taken = true;
            release();
        }
    }

    private boolean isLetGo() {
        int first = holdsOver;
        while (first < holds.length && holds[first].holder() == null) {
            first++;
        }
        holdsOver = first;
        return first == holds.length;
    }

    @Override
    public long since() {
        return since;
    }

    @Override
    public QuarantinedMemory report(long now) {
        List<String> names = Arrays.stream(holds)
                .map(Hold::holder)
                .filter(holder -> holder != null && !holder.isKnownToHaveLetGo())
                .map(Holder::name)
                .distinct()
                .toList();
        return new QuarantinedMemory(start, end, bytes(), now - since, names);
    }
}
