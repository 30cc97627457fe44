package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The records of one window, and which of them are acknowledged. Belongs to a {@link Window}; all calls come from the
 * producer's thread.
 */
final class Acknowledgements extends Padded {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** The inboxes published to and the tickets to wait for; the first {@code settled} need not be waited for. */
    private Inbox[] inboxes = new Inbox[1];

    private long[] tickets = new long[1];
    private int published;
    private int sent;
    private int settled;

    /** Whether one of the settled is so because it is evicted, and may hold anything. */
    private boolean evicted;

    /** The last so many are known laggards, which are not waited for. */
    private int known;

    /** Whether the evicted, and known laggards, are waited for too. */
    private boolean patient;

    /** For how long, in nanoseconds, a known laggard must have been silent not to be waited for. */
    private long patience;

    /** Whether any of the above is not as at the beginning: mostly no record is sent, and nothing is written. */
    private boolean used = true;

    private ProducerOwnership producer;

    /** Reader groups that are hit too; made when there is the first. */
    private DistinctGroups groups;

    private int groupCount;

    private final InvalidationRange range;

    Acknowledgements(InvalidationRange range) {
        this.range = range;
    }

    /** The number of records that were sent: a subscriber that is evicted, or known to hold nothing of the range, gets none. */
    int sent() {
        return sent;
    }

    /** Whether nobody was hit who would have to acknowledge. */
    boolean areNone() {
        return (published | groupCount) == 0;
    }

    void begin(ProducerOwnership opener) {
        if (producer != opener) { // as in Window
            producer = opener;
        }
        if (used) {
            published = 0;
            sent = 0;
            groupCount = 0;
            restart(false);
            used = false;
        }
    }

    /**
     * Forgets what was seen of them, before a further wait: an evicted subscriber may have let go meanwhile.
     *
     * @param forAll whether to wait for the evicted too, which a start does not
     */
    void restart(boolean forAll) {
        used = true;
        settled = 0;
        known = 0;
        evicted = false;
        patient = forAll;
        patience = Long.MAX_VALUE;
        if (groupCount > 0) {
            groups.lookAgain();
        }
    }

    /** Before the wait of a start, which does not wait for a subscriber that was silent for so long already, since another wait. */
    void expectWithin(long nanos) {
        used = true;
        patience = nanos;
    }

    /** Forgets what it holds, or an idle range would keep inboxes alive. */
    void end() {
        if (published > 0) {
            Arrays.fill(inboxes, 0, published, null);
        }
        if (groupCount > 0) {
            groups.end();
        }
    }

    /** Adds a reader group whose sections are to be waited for; once, however often it is hit. */
    void address(ReaderGroup group) {
        used = true;
        if (groups == null) {
            groups = new DistinctGroups();
        }
        if (groupCount == 0) {
            groups.begin();
        }
        groupCount = groups.add(group);
    }

    /**
     * Adds a subscriber to be sent a record; once, however often it is hit. Returns whether there is room for so many
     * records.
     */
    boolean address(Inbox inbox, int records) {
        if (isAddressed(inbox)) {
            return true;
        }
        if (published == inboxes.length) {
            tickets = Arrays.copyOf(tickets, 2 * published);
            inboxes = Arrays.copyOf(inboxes, 2 * published);
        }
        used = true;
        tickets[published] = Inbox.NEVER;
        inboxes[published] = inbox;
        inbox.publishedAt(published);
        published++;
        return inbox.hasRoom(records);
    }

    /** While no slot is open: makes room where {@link #address} has found none. */
    void makeRoom(InvalidationRange range, int records) {
        for (int i = 0; i < published; i++) {
            if (!inboxes[i].hasRoom(records)) {
                try {
                    inboxes[i].grow(records);
                } catch (OutOfMemoryError error) { // ranges merge
                    range.space().report(error, range.view(), inboxes[i].subscriber());
                }
            }
        }
    }

    /**
     * Once all states are entered: looks which sections are open.
     *
     * @param ofBatch what the windows of a batch have found; null for one window alone
     */
    void lookAtGroups(DistinctGroups ofBatch) {
        if (groupCount > 0) {
            if (ofBatch == null) {
                groups.look();
            } else {
                groups.look(ofBatch);
            }
        }
    }

    /** Once all states are entered: sends a record to each that is addressed. */
    void publishAll(InvalidationRange range) {
        boolean fenced = false;
        for (int i = 0; i < published; i++) {
            Subscriber subscriber = inboxes[i].subscriber();
            if (subscriber.holdings() != null && !fenced) {
                VarHandle.fullFence(); // between the states and what they hold: see Holdings
                fenced = true;
            }
            if (subscriber.holdings() != null && subscriber.needNotBeTold(range)) {
                tickets[i] = Inbox.NEEDLESS;
            } else {
                publish(range, i);
            }
        }
    }

    private void publish(InvalidationRange range, int i) {
        Inbox inbox = inboxes[i];
        Subscriber subscriber = inbox.subscriber();
        if (subscriber.holdsNothing()) {
            subscriber.closeIfOwnerDied(producer.deaths()); // as nobody will wait for it
        }
        if (subscriber.isEvicted()) {
            return;
        }
        long ticket = inbox.publish(range);
        sent++;
        tickets[i] = ticket;
        if (ticket < 0) {
            producer.counters().merged();
            Recordings.overflow(range, subscriber);
        }
    }

    /** The inbox remembers where it was put last, so no search is needed. */
    private boolean isAddressed(Inbox inbox) {
        int index = inbox.publishedAt();
        return index < published && inboxes[index] == inbox;
    }

    /**
     * Makes subscribers look, once all records of all windows are published. From here on a subscriber that is seen to
     * be offline has acknowledged: it will find the record before it uses anything.
     */
    static void fence() {
        VarHandle.fullFence(); // see Doorbell and ParkingSpot
    }

    /** After {@link #fence}. */
    void alertAll() {
        for (int i = 0; i < published; i++) {
            if (tickets[i] != Inbox.NEEDLESS) { // nor only what is sent: an error may have struck behind a publication
                inboxes[i].subscriber().alert(inboxes[i]);
            }
        }
    }

    /** Whether nobody need be waited for: each has acknowledged, or is not waited for. */
    boolean isOver() {
        while (settled < published - known) {
            if (isSettled(settled)) {
                settled++;
            } else if (isKnownLaggard(settled)) {
                known++;
                exchange(settled, published - known);
            } else {
                return false;
            }
        }
        return groupCount == 0 || groups.areOver(patient, patience);
    }

    private boolean isSettled(int i) {
        if (isAcknowledged(i)) {
            return true;
        }
        if (!inboxes[i].subscriber().isEvicted()) {
            return false;
        }
        closeIfOwnerDied(i); // nobody waits for it, so nobody else looks
        if (isAcknowledged(i)) {
            return true;
        }
        evicted |= !patient;
        return !patient;
    }

    private boolean isKnownLaggard(int i) {
        if (!inboxes[i].subscriber().isLateFor(range, patience)) {
            return false;
        }
        closeIfOwnerDied(i);
        return !isAcknowledged(i);
    }

    private void exchange(int i, int j) {
        Inbox inbox = inboxes[i];
        long ticket = tickets[i];
        inboxes[i] = inboxes[j];
        tickets[i] = tickets[j];
        inboxes[j] = inbox;
        tickets[j] = ticket;
    }

    /**
     * Whether nobody is missing when a wait has ended, perhaps before anybody has looked whether threads live. The evicted
     * have no deadline to miss.
     */
    boolean recheck() {
        closeThoseThatDied();
        patient = false;
        patience = Long.MAX_VALUE;
        known = 0;
        if (groupCount > 0) {
            groups.askAll();
        }
        return isOver();
    }

    /**
     * Makes those known as laggards that have missed the deadline of a wait that began at that moment, and looks at all once
     * more: whether nobody has missed it.
     */
    boolean recheckAtDeadline(long begun) {
        for (int i = settled; i < published; i++) {
            Subscriber late = inboxes[i].subscriber();
            if (!isAcknowledged(i) && late.hasMissedADeadline(inboxes[i], tickets[i], begun)) {
                Recordings.laggard(range.space(), late, begun);
            }
        }
        VarHandle.fullFence(); // pairs with that of ParkingSpot.wake: a thread that polls now is seen, or sees that
        for (int i = settled; i < published; i++) {
            if (isAcknowledged(i)) {
                inboxes[i].subscriber().hasAcknowledged();
            }
        }
        if (groupCount > 0) {
            groups.haveMissedADeadline(range, begun);
        }
        return isOver();
    }

    /**
     * Whether a subscriber may be about to acknowledge: not one that holds nothing, and not one of this thread, which
     * serves its inboxes later.
     */
    boolean mayComeSoon() {
        for (int i = 0; i < published; i++) {
            Subscriber subscriber = inboxes[i].subscriber();
            boolean sent = tickets[i] != Inbox.NEVER && tickets[i] != Inbox.NEEDLESS;
            if (sent && !subscriber.holdsNothing() && !subscriber.belongsToCurrentThread()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether those who are missing may run beside this thread, each on a processor of its own. A thread in a section
     * takes one, too, whether it is waited for or not.
     */
    boolean mayAllRun() {
        long missing = published - known - settled;
        for (int i = settled; i < published - known && missing >= PROCESSORS; i++) {
            if (isAcknowledged(i)) {
                missing--;
            }
        }
        if (groupCount > 0) {
            missing += groups.openSections();
        }
        return missing < PROCESSORS;
    }

    /** Whether sections are among what is waited for. */
    boolean areOfSections() {
        return groupCount > 0;
    }

    /** Whether each has let go. */
    boolean isComplete() {
        return isOver() && areComplete();
    }

    /** Once it is over: whether each has let go, even those that are evicted. */
    boolean areComplete() {
        return !evicted && known == 0 && (groupCount == 0 || groups.areComplete());
    }

    private boolean isAcknowledged(int i) {
        return inboxes[i].isAcknowledged(tickets[i]) || inboxes[i].subscriber().holdsNothingOf(range);
    }

    void announce(Thread current) {
        closeThoseThatDied();
        for (int i = settled; i < published; i++) {
            inboxes[i].subscriber().announceWaiting(inboxes[i]);
        }
        if (groupCount > 0) {
            groups.announce(producer.parkingSpot());
        }
        producer.parkingSpot()
                .announce(current); // behind it: a thread that takes that away and finds nobody here was in time
    }

    void retract() {
        producer.parkingSpot().retract();
        if (groupCount > 0) {
            groups.retract(producer.parkingSpot());
        }
    }

    /** A thread that is gone holds nothing. */
    private void closeThoseThatDied() {
        for (int i = settled; i < published; i++) {
            closeIfOwnerDied(i);
        }
    }

    private void closeIfOwnerDied(int i) {
        inboxes[i].subscriber().closeIfOwnerDied(producer.deaths());
    }

    /** Before a wait: fails if it would be for a record that only the handler that runs in this thread could acknowledge. */
    void checkAcknowledgeable(InvalidationRange range) {
        for (int i = settled; i < published; i++) {
            Subscriber subscriber = inboxes[i].subscriber();
            if (subscriber.isInHandlerHere() && !isSettled(i)) {
                throw new IllegalStateException(
                        range + " would have to be acknowledged by " + subscriber + ", in whose handler this waits");
            }
        }
        checkNotEnteredHere(range);
    }

    /** In checked mode, before a wait: fails if it would be for a section that this thread has entered. */
    void checkNotEnteredHere(InvalidationRange range) {
        if (MisuseChecks.ON && groupCount > 0) {
            groups.checkNotEnteredHere(range);
        }
    }

    int laggardCount() {
        int count = 0;
        for (int i = 0; i < published; i++) {
            if (!isAcknowledged(i)) {
                count++;
            }
        }
        return count + lateGroups().size();
    }

    /** The reader groups that have not let go. Allocates: for reports. */
    List<ReaderGroup> lateGroups() {
        return groupCount == 0 ? List.of() : groups.laggards();
    }

    /** The subscribers that have not let go. Allocates: for reports. */
    List<Subscriber> laggards() {
        return IntStream.range(0, published)
                .filter(i -> !isAcknowledged(i))
                .mapToObj(i -> inboxes[i].subscriber())
                .toList();
    }

    /** Adds those who have not let go, to be asked after the window has ended. Allocates. */
    void addHolders(List<Holder> to) {
        for (int i = 0; i < published; i++) {
            if (!isAcknowledged(i)) {
                to.add(new UnacknowledgedRecord(producer.deaths(), inboxes[i], tickets[i], range));
            }
        }
        if (groupCount > 0) {
            groups.addHolders(to);
        }
    }
}
