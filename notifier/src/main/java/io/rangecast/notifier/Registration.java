package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The handle of a {@link Notifier} that was {@linkplain AddressSpace#register(Notifier) registered} with a space: what
 * Linux's {@code mmu_notifier_unregister} is given. All methods may be called by any thread.
 */
public final class Registration implements AutoCloseable {
    private static final int LINKED = 0;
    private static final int EVICTED = 1;
    private static final int RELEASING = 2;
    private static final int EVICTED_RELEASING = 3;
    private static final int CLOSED = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Registration.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NotifierRegistry registry;
    private final Notifier notifier;
    private final Set<NotifierCallback> overridden;
    private final int events;
    private final long owner;
    private final long order;

    /**
     * From LINKED, perhaps by RELEASING, or by EVICTED and EVICTED_RELEASING, to CLOSED; whoever makes it one that is
     * releasing makes the step after that.
     */
    private volatile int state = LINKED;

    /** The windows that were open when this was registered; null until they are known, and when they have ended. */
    private volatile MissedWindows missed;

    private volatile boolean joined;

    Registration(NotifierRegistry registry, long order, int events, long owner, Notifier notifier) {
        this.registry = registry;
        this.order = order;
        this.events = events;
        this.owner = owner;
        this.notifier = notifier;
        overridden = NotifierCallback.overriddenBy(notifier.getClass());
    }

    /**
     * Whether all windows that were open at the moment of registration have ended. The notifier was not told of those, so it
     * must derive nothing from the space until this returns true. Once true it stays so. Wait-free, allocates nothing.
     *
     * @return true if the notifier was told of all windows that are open
     */
    public boolean hasJoined() {
        MissedWindows open = missed;
        if (!joined && open != null && open.haveEnded()) {
            joined = true;
            missed = null;
        }
        return joined;
    }

    /**
     * Unregisters the notifier. Its {@link Notifier#release} is called first, unless the space or an earlier close has done
     * so. When this returns, no callback of it runs on any thread or will run. This waits for the callbacks of starts and ends
     * that are under way, but not for windows to end: the notifier is not called at the end of a window that is still open. A
     * second call does nothing but wait likewise.
     *
     * @throws IllegalStateException inside a callback or a record handler, which might wait for itself. Nothing has changed
     *     then; {@link #closeAsync} does not wait
     */
    @Override
    public void close() {
        registry.unregister(this);
    }

    /**
     * Unregisters the notifier without waiting; may be called inside any callback, also its own. Its
     * {@link Notifier#release} is called first, by this thread, unless the space or an earlier close has done so.
     *
     * @return a stage that is completed once no callback of it runs on any thread or will run: at once if none does, else
     *     when the last has returned, or some milliseconds later. Mostly the thread of that callback completes it, else one of
     *     the JDK's common pool, or one that closes something of this space or waits for its callbacks. What depends on the
     *     stage runs in that thread, as in a callback, and completes no other stage there
     */
    public CompletionStage<Void> closeAsync() {
        return registry.unregisterAsync(this);
    }

    /**
     * The name by which {@link Invalidator#laggards} calls the notifier if it has not let go: the text of its {@code toString},
     * or, if that throws, its class and identity. Any thread; calls that method, and allocates.
     *
     * @return a name, never null
     */
    public String name() {
        return "notifier " + UserText.of(notifier);
    }

    void joined(MissedWindows open) {
        missed = open;
        hasJoined();
    }

    Notifier notifier() {
        return notifier;
    }

    boolean overrides(NotifierCallback callback) {
        return overridden.contains(callback);
    }

    /** Higher than that of every older registration in the space. */
    long order() {
        return order;
    }

    /** Whether to tell of a range; asked when the producer's slot says that it calls: see NotifierRegistry. */
    boolean isFor(InvalidationRange range) {
        long spared = range.sparedOwner();
        return !isClosed() && (events & range.eventMask()) != 0 && (spared == 0 || spared != owner);
    }

    /**
     * Whether it is closed: its {@link Notifier#release} has returned, and starts that begin later do not call the notifier. A
     * start that is under way may still call it. Any thread; wait-free.
     *
     * @return true once {@link #close}, {@link #closeAsync} or the end of the space has called the release
     */
    public boolean isClosed() {
        return state == CLOSED;
    }

    /** Whether its callbacks are called: neither is it closed nor has a producer given up on it. */
    boolean isCalled() {
        int now = state; // once: it may be closed between two looks
        return now == LINKED || now == RELEASING;
    }

    /**
     * Whether a producer has given up on this: windows go on to say that it has not let go, until it is released, but
     * nobody calls it.
     */
    boolean isEvicted() {
        int now = state;
        return now == EVICTED || now == EVICTED_RELEASING;
    }

    /** Any thread; false if it was evicted before, or is being closed. */
    boolean evict() {
        return STATE.compareAndSet(this, LINKED, EVICTED);
    }

    /** Has the notifier let go, and closes this, unless that is done or another does it. */
    void tryRelease(AddressSpace space) {
        if (!tryLeave(RELEASING, EVICTED_RELEASING)) {
            return;
        }
        try {
            notifier.release(space);
        } catch (Throwable thrown) { // an Error too: this must still be closed
            space.report(thrown, null, notifier);
        } finally { // by no call, which an error could strike: others wait for it
            state = CLOSED;
        }
    }

    /** True for the one thread that closes this without a release. */
    boolean tryCloseUnreleased() {
        return tryLeave(CLOSED, CLOSED);
    }

    private boolean tryLeave(int next, int nextIfEvicted) {
        return STATE.compareAndSet(this, LINKED, next) || STATE.compareAndSet(this, EVICTED, nextIfEvicted);
    }

    @Override
    public String toString() {
        return "registration of " + UserText.of(notifier);
    }
}
