package io.rangecast.notifier;

import java.lang.invoke.VarHandle;

/**
 * The order of a start, which carries the promise: all windows stand in their slots before it is looked up who is there; all
 * hits are entered before the first record goes out, and all records before the first subscriber is woken.
 *
 * <p>It is written for a chain of windows that open side by side, each step for all of them before the next: a batch pays the
 * two fences of a start once. One window is a chain of one, but for what {@link Producer} does quicker: its slot is opened
 * by a volatile access in place of the first fence, and it is over at once where nobody is hit, or one that is just called.
 *
 * <p>A {@link Producer} extends this, rather than hold it: a start reads one object less. One thread at a time.
 */
abstract class StartOrder extends ProducerOwnership {
    private final Registry registry;

    /** Those of the registry: a start reads one object less. */
    final Subscriptions subscriptions;

    StartOrder(AddressSpace space, Registry registry, boolean lent) {
        super(space, registry.deaths(), lent);
        this.registry = registry;
        this.subscriptions = registry.subscriptions();
    }

    final Registry registry() {
        return registry;
    }

    // ---- before anybody is told

    /** Opens the windows of a chain, and finds who is hit; all hits are kept. */
    final void openAndCollect(Window first) {
        boolean known = false;
        while (!known) {
            for (Window each = first; each != null; each = each.next) {
                each.prepare(this);
                windows.openBeforeFence(each);
            }
            VarHandle.fullFence(); // between the slots and the filter or root: see WindowTable
            NotifierList notifiers = space.notifiers().list();
            for (Window each = first; each != null; each = each.next) {
                each.collectAll(subscriptions, notifiers);
            }
            known = isKnown();
            if (!known) { // retired before its slots could be seen; it has told nobody yet
                close(first);
                use();
            }
        }
    }

    private void close(Window first) {
        for (Window each = first; each != null; each = each.next) {
            windows.close(each);
        }
    }

    /** Finds the inbox of each subscriber that is hit; false if one has no room for a record of each window, and could have. */
    private static boolean address(Window first, int count) {
        boolean room = true;
        for (Window each = first; each != null; each = each.next) {
            room &= each.address(count);
        }
        return room;
    }

    /**
     * Makes room for records with no slot open, as that may take long, and opens the windows and finds who is hit again; they
     * have told nobody yet. Seldom: somebody is met for the first time, or does not keep up.
     */
    private boolean madeRoom(Window first, int count) {
        Object before = beBusy();
        try {
            close(first);
            for (Window each = first; each != null; each = each.next) {
                each.makeRoom(count);
            }
        } finally {
            user = before;
        }
        openAndCollect(first);
        return true;
    }

    /** Whether anybody is hit that is not called: a subscriber, the sections of a group, or a guard. */
    private static boolean hitsOthersThanCallbacks(Window first) {
        for (Window each = first; each != null; each = each.next) {
            if (each.callbacks() < each.hits()) {
                return true;
            }
        }
        return false;
    }

    /** Counts the starts; returns whether there is anybody to call. */
    private boolean countStarts(Window first) {
        int starts = 0;
        int hits = 0;
        boolean calls = false;
        for (Window each = first; each != null; each = each.next) {
            starts++;
            hits += each.hits();
            calls |= each.hasCallbacks();
        }
        counters.started(starts, hits);
        return calls;
    }

    // ---- to tell

    /**
     * Tells those who are hit by windows that are open; false if one may not wait and would have to, with nothing done, or if
     * one has failed that was called and may refuse. A window that may not wait is alone.
     *
     * @param first of a chain
     * @param count how many they are
     * @param what is started, as an error calls it
     * @param groups if there are several: each group is looked at once for all of them; else null
     * @param toWait whether this thread is going to wait for the acknowledgements at once
     */
    final boolean tell(Window first, int count, Object what, DistinctGroups groups, boolean toWait) {
        boolean blockable = first.isBlockable();
        boolean sends;
        do {
            if (!blockable && first.mustWait()) {
                countStarts(first);
                return false;
            }
            sends = hitsOthersThanCallbacks(first);
        } while (sends && !address(first, count) && madeRoom(first, count));
        boolean calls = countStarts(first);
        for (Window each = first; sends && toWait && each != null; each = each.next) {
            each.checkAcknowledgeable();
        }
        // First, as it may fail: a start that says in a slot that it calls has to look for grace periods afterwards.
        int[] here = calls ? toCall(what) : null;
        for (Window each = first; each != null; each = each.next) {
            each.enterAll();
        }
        orderMemoryAfterStates();
        if (sends && groups == null) {
            publish(first, null);
        } else if (sends) { // right here: a look before these states were entered would not count
            groups.begin();
            publish(first, groups);
            groups.end();
        }
        if (!blockable && !first.isAcknowledged()) {
            return false; // a subscriber that was offline is back
        }
        return call(first, here);
    }

    /**
     * Keeps the change of the memory behind the states that were entered. Pairs with the fence of
     * {@link Subscription#readRetry}. A fence, because the change is made of the user's plain or foreign writes.
     */
    private static void orderMemoryAfterStates() {
        VarHandle.releaseFence();
    }

    private void publish(Window first, DistinctGroups groups) {
        int records = 0;
        boolean done = false;
        try {
            for (Window each = first; each != null; each = each.next) {
                each.publishAll(groups);
            }
            done = true;
        } finally { // what is published must be looked at, even if an error has struck before it was counted
            for (Window each = first; each != null; each = each.next) {
                records += each.records();
            }
            if (records > 0 || !done) {
                alert(first, records);
            }
        }
        if (records > 0) {
            checkAlone(); // two threads in one ring would take each other's acknowledgements for their own
        }
    }

    /** Wakes those who were sent a record, once all of them are published. */
    private void alert(Window first, int records) {
        counters.published(records);
        Acknowledgements.fence();
        for (Window each = first; each != null; each = each.next) {
            each.acknowledgements().alertAll();
        }
    }

    // ---- to call

    /**
     * Calls all that are to be called; false if one has failed that may refuse. No callback runs while a slot is
     * STARTING, as a callback that ends a registration would wait for that slot.
     *
     * @param here where the thread counts how deep it is in callbacks; null if there are none
     */
    private boolean call(Window first, int[] here) {
        if (here == null) {
            toldOrCalling(first);
            return true;
        }
        boolean called = true;
        here[CallbackScope.DEPTH]++;
        running++;
        try {
            toldOrCalling(first);
            for (Window each = first; each != null; each = each.next) {
                if (each.hasCallbacks()) {
                    called &= each.call();
                    windows.told(each.slot);
                }
            }
        } finally {
            running--;
            here[CallbackScope.DEPTH]--;
        }
        registry.gracePeriods().callsOver();
        return called;
    }

    private void toldOrCalling(Window first) {
        for (Window each = first; each != null; each = each.next) {
            if (each.hasCallbacks()) {
                windows.calling(each.slot);
            } else {
                windows.told(each.slot);
            }
        }
    }
}
