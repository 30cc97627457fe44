package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Memory that some may still hold, and what frees it: once, when all have let go.
 *
 * <p>Each hold is remembered where it was found to be over, and then all of them are looked at, both volatile. So whoever
 * finds the last to be over finds all of them over, and if two do, one of them frees.
 */
final class HeldMemory {
    private static final VarHandle FREE;

    static {
        try {
            FREE = MethodHandles.lookup().findVarHandle(HeldMemory.class, "free", Freeing.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long start;
    private final long end;
    private final long bytes;
    private final long since = System.nanoTime();
    private final Hold[] holds;

    /**
     * Null once it is freed, or will not be, as its quarantine has failed. Set to null by no call then, which an error
     * could strike.
     */
    volatile Freeing free;

    /** Whether all its holds can be found: from then on it may be freed. Set by no call, for the same reason. */
    volatile boolean armed;

    /** How many are known to be over, of the first. Racy: fewer are as good. */
    private int over;

    HeldMemory(long start, long end, long bytes, List<Holder> holders, Freeing free) {
        this.start = start;
        this.end = end;
        this.bytes = bytes;
        this.free = free;
        holds = new Hold[holders.size()];
        for (int i = 0; i < holds.length; i++) {
            holds[i] = new Hold(this, holders.get(i));
        }
    }

    Hold[] holds() {
        return holds;
    }

    boolean isOver() {
        return free == null;
    }

    /** Frees it if all have let go, unless that is done; answers what that has thrown, or null. Any thread. */
    Throwable tryFree() {
        if (!armed || !isLetGo()) {
            return null;
        }
        VarHandle.releaseFence(); // as after a start: the producer has entered the states, another may free
        Freeing action = (Freeing) FREE.getAndSet(this, null);
        if (action == null) {
            return null;
        }
        try { // next: an error that strikes before would have it forgotten
            action.run();
            return null;
        } catch (Throwable thrown) {
            return action.failed(thrown);
        }
    }

    /** Once it is armed: asks all of its own holders, and frees it if they have let go, as {@link #tryFree} does. */
    Throwable askAndTryFree() {
        VarHandle.fullFence(); // pairs with that of a holder between letting go and looking for what waits for it
        for (Hold hold : holds) {
            hold.isOver();
        }
        return tryFree();
    }

    /** Its windows end, and it was not armed: it will not be freed. By the thread that was to arm it. */
    void giveUp() {
        Freeing action = armed ? null : (Freeing) FREE.getAndSet(this, null);
        if (action != null) {
            action.release();
        }
    }

    private boolean isLetGo() {
        int first = over;
        while (first < holds.length && holds[first].holder() == null) {
            first++;
        }
        over = first;
        return first == holds.length;
    }

    /** Allocates. */
    QuarantinedMemory report(long now) {
        List<String> names = Arrays.stream(holds)
                .map(Hold::holder)
                .filter(Objects::nonNull)
                .map(Holder::name)
                .distinct()
                .toList();
        return new QuarantinedMemory(start, end, bytes, now - since, names);
    }
}
