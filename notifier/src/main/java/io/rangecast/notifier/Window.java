package io.rangecast.notifier;

import java.util.ArrayList;
import java.util.List;

/**
 * One window: its hits, and what was asked of them. Belongs to an {@link InvalidationRange} and is used with it again
 * and again; all calls come from the producer's thread.
 */
final class Window extends CallbackWalk implements AcknowledgementCondition {
    /** The producer whose window this is, or was last. */
    private ProducerOwnership producer;

    /** Whether the end of evictions is waited for too. */
    private boolean patient;

    /** Whether the space had ended before an await. */
    private boolean spaceHasEnded;

    /** The next of a batch, or of those that are {@linkplain Producer#owed owed} an end; null if it is the last, or alone. */
    Window next;

    private final Acknowledgements acknowledgements;
    private final WindowNotifiers notifiers;

    Window(InvalidationRange range) {
        super(range);
        acknowledgements = new Acknowledgements(range);
        notifiers = new WindowNotifiers(range);
    }

    boolean isOpen() {
        return open;
    }

    /** Whether its range cannot be used for another. */
    boolean isInUse() {
        return open || busy;
    }

    /** Why, for a message. */
    String whyInUse() {
        return (open ? "the window over " + range + " is open already" : range + " is being retired")
                + (busy ? "; a call for it has not returned yet" : "; end it first");
    }

    /** The producer that has it open. */
    ProducerOwnership opener() {
        return producer;
    }

    boolean isOpenIn(ProducerOwnership candidate) {
        return open && producer == candidate;
    }

    InvalidationRange range() {
        return range;
    }

    boolean isBlockable() {
        return range.isBlockable();
    }

    int records() {
        return acknowledgements.sent();
    }

    boolean hasCallbacks() {
        return callbacks() > 0 || notifiers.hasCallbacks();
    }

    boolean hasEndCallbacks() {
        return notifiers.hasEnds();
    }

    /** Before it is opened. */
    void prepare(ProducerOwnership opener) {
        if (producer != opener) { // G1 has a fence behind many writes of a reference
            producer = opener;
        }
        beginHits();
        beginCallbacks();
        patient = false;
        spaceHasEnded = false;
        acknowledgements.begin(opener);
    }

    /** Once it is closed: forgets its hits, or an idle range would keep subscriptions and inboxes alive. */
    void forget() {
        if (hits() > 0) {
            forgetHits();
            acknowledgements.end();
        }
        notifiers.close();
    }

    /** Finds who is hit; returns the only one, which is to be kept or {@linkplain #call(Subscription) called}, or null. */
    Subscription collect(Subscriptions subscriptions, NotifierList spaceNotifiers) {
        notifiers.open(spaceNotifiers);
        return collect(subscriptions, producer);
    }

    /** Finds who is hit, and keeps all. */
    void collectAll(Subscriptions subscriptions, NotifierList spaceNotifiers) {
        Subscription only = collect(subscriptions, spaceNotifiers);
        if (only != null) {
            keep(only);
        }
    }

    /** Whether the only one is a callback that nobody will ask for again, if it lets go: no reader of it is to be let in. */
    boolean isJustCalled(Subscription only) {
        return only.notifier() != null && range.isBlockable() && only.isDormant();
    }

    /** Whether one of the hits would have to be waited for: a subscriber's thread that may hold something, or the end of
     * an eviction. Before anything is published, so one that is offline may come back. */
    boolean mustWait() {
        for (int i = 0; i < hits(); i++) {
            Subscriber subscriber = hit(i).subscriber();
            if (subscriber != null) {
                subscriber.closeIfOwnerDied(producer.deaths());
                if (!subscriber.holdsNothingOf(range) || subscriber.isEvicted() && !subscriber.isClosed()) {
                    return true;
                }
            }
        }
        return hasEvictedCallback() || notifiers.hasEvicted();
    }

    /** Fails if only the handler that runs in this thread could acknowledge: it cannot, before this has returned. */
    void checkAcknowledgeable() {
        if (callbacks() == hits()) {
            return;
        }
        for (int i = 0; i < hits(); i++) {
            Subscriber subscriber = hit(i).subscriber();
            if (subscriber != null && subscriber.isInHandlerHere() && !subscriber.isEvicted()) {
                throw new IllegalStateException(
                        range + " would have to be acknowledged by " + subscriber + ", in whose handler it begins");
            }
        }
        acknowledgements.checkNotEnteredHere(range);
    }

    /**
     * Finds the inbox of each subscriber that is hit, however many of its subscriptions are. False if one has no room for
     * so many records and could have: then {@link #makeRoom} is to be called while no slot is open.
     */
    boolean address(int records) {
        boolean room = true;
        if (callbacks() < hits()) {
            for (int i = 0; i < hits(); i++) {
                Subscriber subscriber = hit(i).subscriber();
                if (subscriber == null) {
                    addressGroup(hit(i).group());
                } else if (!subscriber.isClosed()) {
                    room &= acknowledgements.address(producer.inboxes().of(subscriber), records);
                }
            }
        }
        return room;
    }

    private void addressGroup(ReaderGroup group) {
        if (group != null) { // a callback, or a guard
            acknowledgements.address(group);
        }
    }

    /** No slot is open, and the user's handler may hear of scarce memory; it is busy still, so the range stays what it is. */
    void makeRoom(int records) {
        acknowledgements.makeRoom(range, records);
    }

    /**
     * Sends one record to each that is addressed, and looks which sections are open.
     *
     * @param ofBatch as {@link Acknowledgements#lookAtGroups} has it
     */
    void publishAll(DistinctGroups ofBatch) {
        acknowledgements.lookAtGroups(ofBatch);
        acknowledgements.publishAll(range);
    }

    /** Calls all that are to be called; false if one failed in a non-blocking start, and then those after it are not called. */
    boolean call() {
        return callAll() && notifiers.callStarts();
    }

    /** The same in a blockable start, of the only subscription that is hit, and not kept. */
    boolean call(Subscription only) {
        callOnly(only);
        return notifiers.callStarts();
    }

    /** Whether one has failed that was called, and may be called again. */
    boolean hasFailed() {
        return hasFailedCallbacks() || notifiers.hasFailed();
    }

    void callAgain() {
        callFailed();
        notifiers.callFailed();
    }

    /** Calls the end callbacks of those whose start was called. */
    void callEnds() {
        notifiers.callEnds();
    }

    Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** Whether nobody who is hit would have to acknowledge, and nobody has failed. */
    boolean isSettled() {
        return acknowledgements.areNone() && !hasFailed();
    }

    // ---- the wait

    /** Prepares for a further wait, which may be for the evicted too, until they have let go. */
    void restart(boolean forAll) {
        patient = forAll;
        spaceHasEnded = forAll && producer.space.isClosed();
        acknowledgements.restart(forAll);
    }

    @Override
    public boolean isOver() {
        return acknowledgements.isOver() && !(patient && isListenerEvicted()) || isSpaceEnding();
    }

    /** A thread that is not told by the end of the space may never poll again. An await that begins later waits for it. */
    private boolean isSpaceEnding() {
        return !spaceHasEnded && producer.space.isClosed();
    }

    @Override
    public void checkMayWait() {
        acknowledgements.checkAcknowledgeable(range);
        PolledSubscribers.checkDepth(range);
    }

    @Override
    public void announce(Thread current) {
        acknowledgements.announce(current);
    }

    @Override
    public void retract() {
        acknowledgements.retract();
    }

    @Override
    public boolean mayAllRun() {
        return acknowledgements.mayAllRun();
    }

    /** Sections may come after those that were counted, and take the processor on which this would spin. */
    @Override
    public long spinNanos() {
        return acknowledgements.areOfSections() ? 0 : SPIN_NANOS;
    }

    /** The death of a thread is not announced. */
    @Override
    public long longestSleep(long waitedNanos) {
        return SpinThenPark.announcedAsARule(waitedNanos);
    }

    @Override
    public Alarm alarm() {
        return producer.alarm();
    }

    private boolean isListenerEvicted() {
        return isCallbackEvicted() || notifiers.isEvicted();
    }

    /** Once nobody is waited for: whether each has let go, and if not, why. */
    InvalidationResult outcome() {
        if (isCallbackFailed() || notifiers.isFailed()) {
            return InvalidationResult.FAILED;
        }
        boolean evicted = !acknowledgements.areComplete() || isListenerEvicted();
        return evicted ? InvalidationResult.EVICTED : InvalidationResult.COMPLETED;
    }

    /** Once it has told all: whether each has let go. To look is not to wait. */
    boolean isComplete() {
        return acknowledgements.isOver() && outcome() == InvalidationResult.COMPLETED;
    }

    /** Whether no thread may hold what its record was to revoke, whatever became of the callbacks. */
    boolean isAcknowledged() {
        return acknowledgements.isComplete();
    }

    /** Gives up on all that have not let go; returns how many. Allocates. */
    int evictLaggards() {
        int evicted = evictFailedCallbacks() + notifiers.evictFailed();
        for (Subscriber laggard : acknowledgements.laggards()) {
            evicted += laggard.evict() ? 1 : 0;
        }
        for (ReaderGroup laggard : acknowledgements.lateGroups()) {
            evicted += laggard.evict() ? 1 : 0;
        }
        return evicted;
    }

    /** Those called in the producer's thread that have not let go. Allocates: for reports. */
    List<FailedListener> failed() {
        List<FailedListener> found = new ArrayList<>();
        addFailed(found);
        return found;
    }

    private void addFailed(List<? super FailedListener> to) {
        addFailedCallbacks(to);
        notifiers.addFailed(to);
    }

    /** The names of all that have not let go. Allocates. */
    List<String> laggards() {
        List<String> names = new ArrayList<>();
        acknowledgements.laggards().forEach(subscriber -> names.add(subscriber.name()));
        acknowledgements.lateGroups().forEach(group -> names.add(group.name()));
        failed().forEach(listener -> names.add(listener.name()));
        return List.copyOf(names);
    }

    /** Adds all that have not let go, to be asked after the window has ended. Allocates. */
    void addHolders(List<Holder> to) {
        acknowledgements.addHolders(to);
        addFailed(to);
    }
}
