package io.rangecast.notifier;

import java.util.Objects;

/**
 * The windows of one producer, range by range: how they are opened, told of and ended. {@link Invalidator} is its face, and
 * {@link StartOrder} says in which order a start tells; one thread at a time.
 *
 * <p>The invalidator extends this, rather than hold it: a start reads one object less.
 */
abstract class Producer extends StartOrder {
    /** By which others know this: another each time it comes back after it was retired. */
    private ProducerEntry entry;

    /** Windows of the library's own whose end was struck by an error, linked by their next; a later call is to end them. */
    Window owed;

    /** How many waits there were, for recordings. Plain. */
    int waits;

    Producer(AddressSpace space, Registry registry, boolean lent) {
        super(space, registry, lent);
    }

    @Override
    final void comeIn() {
        Producers producers = registry().producers();
        if (entry != null) {
            producers.leave(entry); // the thread that has retired this may have stopped
        }
        ProducerEntry added = producers.add(this);
        entry = added;
        windows = added.windows;
        counters = added.counters;
        inboxes = added.inboxes;
    }

    @Override
    final void goOut() {
        registry().producers().leave(entry);
    }

    // ---- the start

    /** Opens a window. From here on it is told, ended, or {@linkplain #abandon abandoned}. */
    final Window open(InvalidationRange range, boolean blockable) {
        checkCanOpen(range);
        if (MisuseChecks.ON) {
            checks().enter(range);
        }
        try {
            range.blockable(blockable);
            Window window = range.window;
            window.prepare(this);
            windows.open(window);
            return window;
        } catch (Throwable struck) {
            if (MisuseChecks.ON) {
                checks().leave(range);
            }
            throw struck;
        }
    }

    final void checkCanOpen(InvalidationRange range) {
        Objects.requireNonNull(range, "range");
        if (range.space() != space) {
            if (range.space() == null) {
                throw new IllegalStateException("the range is not initialised: call init or initOwner first");
            }
            throw new IllegalArgumentException(range + " is not of " + space);
        }
        use();
        if (range.window.isInUse()) {
            throw new IllegalStateException(range.window.whyInUse());
        }
    }

    /**
     * Tells who is hit; false if it may not wait and would have to, with nothing done, or if one has failed that was
     * called and may refuse.
     *
     * @param toWait whether this thread is going to wait for the acknowledgements at once
     */
    final boolean tell(Window window, boolean toWait) {
        Subscription only = collect(window);
        if (only != null && window.isJustCalled(only)) {
            counters.started(1);
            return call(window, only, toCall(window.range()));
        }
        if (only != null) {
            window.keep(only);
        } else if (window.hits() == 0 && !window.hasCallbacks()) {
            counters.started(0);
            windows.told(window.slot);
            return true;
        }
        return tell(window, 1, window.range(), null, toWait);
    }

    /**
     * Finds who is hit: see {@link Window#collect}. Volatile reads, after the slot was opened: see WindowTable,
     * NotifierRegistry and Producers.
     */
    private Subscription collect(Window window) {
        Subscription only = window.collect(subscriptions, space.notifiers().list());
        if (!isKnown()) { // retired before its slot could be seen; it has told nobody yet
            windows.close(window);
            use();
            openAndCollect(window);
            only = null;
        }
        return only;
    }

    /** Calls the only one that is hit, and is not kept. */
    private boolean call(Window window, Subscription only, int[] here) {
        boolean called;
        here[CallbackScope.DEPTH]++;
        running++;
        try {
            windows.calling(window.slot);
            called = window.call(only);
        } finally {
            running--;
            here[CallbackScope.DEPTH]--;
        }
        windows.told(window.slot);
        registry().gracePeriods().callsOver();
        return called;
    }

    /**
     * Calls those again that have failed. They run under a slot of their own that hits whom the window hits: the
     * versions of the window's slot only grow, and it is past its calls.
     */
    final void callAgain(Window window) {
        if (!window.hasFailed()) {
            return;
        }
        int[] here = toCall(window.range());
        here[CallbackScope.DEPTH]++;
        running++;
        try {
            int slot = windows.openCalls(window.range()); // its window is open, so this is not retired
            boolean closed = false;
            try {
                window.callAgain();
                windows.closeCalls(slot);
                closed = true;
            } finally {
                if (!closed) {
                    windows.closeCalls(slot);
                }
            }
        } finally {
            running--;
            here[CallbackScope.DEPTH]--;
        }
        registry().gracePeriods().callsOver();
    }

    // ---- the end

    final Window windowOf(InvalidationRange range) {
        Window window = openOf(range);
        if (window.held == HeldMemory.UNTOLD) {
            throw new IllegalStateException("a start over " + range + " has failed half-way; end it first");
        }
        return window;
    }

    /** Of which some may not have been told: to be ended. */
    private Window openOf(InvalidationRange range) {
        Objects.requireNonNull(range, "range");
        use();
        if (!range.window.isOpenIn(this) || range.window.busy) {
            throw new IllegalStateException(
                    range.window.busy
                            ? "a start or a retirement of " + range + ", or a wait for it, has not returned yet"
                            : "no window of " + this + " is open over " + range);
        }
        return range.window;
    }

    @Override
    final void endOf(InvalidationRange range) {
        Window window = openOf(range);
        if (window.held != null) { // an error has struck where its memory was put aside
            window.held.giveUp();
        }
        end(window);
    }

    /** Ends the window of a start that has failed half-way, or was refused: leaves what that has entered. */
    final void abandon(Window window) {
        if (window.isOpen()) {
            end(window);
        } else {
            forget(window);
        }
        registry().gracePeriods().callsOver(); // its callbacks may have been struck by an error
    }

    /** Forgets a window that an error has struck while it was closed to make room. */
    final void forget(Window window) {
        if (MisuseChecks.ON) {
            checks().ended(window.range());
            MisuseChecks.closed(window.range());
        }
        window.forget();
    }

    /** Ends a window. If an error strikes, it can be called again and goes on. */
    final void end(Window window) {
        if (MisuseChecks.ON) {
            enterChecks();
        }
        boolean calls;
        try {
            if (MisuseChecks.ON) {
                checks().ended(window.range());
            }
            window.leaveAll();
            calls = window.hasEndCallbacks();
            if (calls) {
                callEnds(window);
            }
            if (MisuseChecks.ON) {
                MisuseChecks.closed(window.range()); // first: if it is struck, this is called again
            }
            windows.close(window);
            window.forget();
        } finally {
            if (MisuseChecks.ON) {
                leaveChecks();
            }
        }
        if (space.isClosed() && inboxes.areAny()) { // that end has left them alone, as this was open
            registry().producers().retire(entry, true);
        }
        if (calls) { // last: completions are the user's code, and may use the range again
            registry().gracePeriods().callsOver();
        }
    }

    /** Ends what former calls have left open as errors have struck; if one does here, too, it can be called again and goes on. */
    final void endOwed() {
        while (owed != null && !owed.busy) {
            use();
            Window ended = owed;
            ended.busy = true; // its end calls users, who may call this again
            try {
                if (ended.isOpen()) {
                    end(ended);
                }
            } finally {
                ended.busy = false;
            }
            if (owed == ended) { // else there is one more, before it
                owed = ended.next;
                ended.next = null;
            }
        }
    }

    private void callEnds(Window window) {
        int[] here = inCallback();
        here[CallbackScope.DEPTH]++;
        window.busy = true;
        running++;
        try {
            windows.ending(window.slot);
            window.callEnds();
        } finally {
            running--;
            window.busy = false;
            here[CallbackScope.DEPTH]--;
        }
    }
}
