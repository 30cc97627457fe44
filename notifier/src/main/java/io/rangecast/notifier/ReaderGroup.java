package io.rangecast.notifier;

import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Readers that do not poll: searches, requests, tasks of a pool, virtual threads. Each brackets its use of memory by
 * {@link #enter} and {@link #exit}. A start that hits a subscription of the group waits for the sections that are open when
 * it looks, and for none that comes later. This is the read side of sleepable RCU.
 *
 * <p>There are two ways for a reader to find nothing that a window has revoked. If addresses are unlinked <b>before</b> the
 * start, by a volatile write or under a lock, the reader enters and then looks up, by a volatile read or under the same lock:
 * <pre>{@code
 * long section = group.enter();                 map.remove(page);                          // first
 * try {                                         invalidator.invalidateRangeStart(range);   // who has found it is over
 *     use(map.get(page));                       free(page);
 * } finally {                                   invalidator.invalidateRangeEnd(range);
 *     group.exit(section);
 * }
 * }</pre>
 *
 * <p>If addresses change inside the window, the reader validates its look-up by a {@link Subscription} of the group, as
 * {@link #read} does: begin, look up, enter, retry, use, exit. In this order nothing inside the section waits, so the look-up
 * may take a lock that the starting thread holds, too.
 *
 * <p><b>Inside a section</b> a thread must not wait for a window over a range of the group. Instead of
 * {@link Subscription#readBegin} it uses {@link Subscription#tryReadBegin}, and exits if that is busy. Nor must it start such
 * a window: the start would wait for the thread's own section, until the deadline. Checked mode
 * ({@code -Dio.rangecast.checked=true}) refuses both at once; there a section belongs to the thread that has entered it until
 * it is left, even if it was handed on. A section may block, but producers wait for it.
 *
 * <p><b>Late sections</b>: once a start has waited for a section until its deadline, the section is known to be late. As long as
 * it is open, a start whose time-out is not above the time for which the section is late does not wait for it, and returns
 * {@link InvalidationResult#TIMED_OUT}. When the last late section is left, starts wait as ever.
 *
 * <p><b>Progress and cost</b>: any thread may call any method. Entering is wait-free and leaving is lock-free. Both allocate
 * nothing and need no object for each thread: sections are counted in stripes, four times as many as there are processors,
 * which threads share by their identity. What a section did happens before the return of the start that has waited for it. An
 * error that strikes between enter and the {@code try} behind it leaves the section open, as it would leave a lock locked.
 */
public final class ReaderGroup implements AutoCloseable {
    /**
     * An open section, for a {@code try (…)}. Sections share these objects, one for each place where they are counted. So
     * close it once for each time that you got it, and then forget it.
     */
    public static final class Section implements AutoCloseable {
        private final ReaderGroup group;
        private final long ticket;

        private Section(ReaderGroup group, long ticket) {
            this.group = group;
            this.ticket = ticket;
        }

        /**
         * Ends the section, as {@link ReaderGroup#exit} does.
         *
         * @throws IllegalStateException if it is not open
         */
        @Override
        public void close() {
            group.exit(ticket);
        }
    }

    private static final AtomicLong LAST_ID = new AtomicLong();

    /** Of a ticket: where its section is counted; above it, the group. */
    private static final int PLACE_BITS = 16;

    private static final long PLACE = (1L << PLACE_BITS) - 1;

    private final long id = LAST_ID.incrementAndGet();
    private final String name;
    private final SectionCounts counts = new SectionCounts();
    private final SectionWaiters sleepers = new SectionWaiters();
    private final Section[] sections = new Section[counts.places()];
    private final SectionChecks checks = MisuseChecks.ON ? new SectionChecks() : null;
    private final Memberships memberships = new Memberships();
    private final AtomicBoolean evicted = new AtomicBoolean();

    /** Where memory waits that sections may have held, for who leaves the last to free. */
    private final OwedWaitlists owed = new OwedWaitlists();

    /** The look of a wait that has ended at its deadline and is still not over; null if there is none. */
    private volatile StuckSections stuck;

    /**
     * A group without sections, for {@link AddressSpace#subscribe(long, long, ReaderGroup)} of one space or several. Takes 128
     * bytes for each stripe.
     *
     * @param name how reports call it
     */
    public ReaderGroup(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    // ---- sections

    /**
     * Opens a section. Sections nest, and another thread may leave one. Wait-free, two loads and one atomic addition.
     *
     * @return what to give to {@link #exit}, once; never 0
     * @throws IllegalStateException if the group is closed or evicted. If the last section is left meanwhile, this call does
     *     what {@link #exit} of that would have done
     */
    public long enter() {
        int place = counts.enter();
        if (place < 0) {
            leave(~place);
            throw closed();
        }
        return MisuseChecks.ON ? checkedTicket(place) : id << PLACE_BITS | place;
    }

    private long checkedTicket(int place) {
        long ticket = 0;
        try {
            ticket = checks.entered(place);
            return ticket;
        } finally {
            if (ticket == 0) {
                leave(place);
            }
        }
    }

    /**
     * Opens a section for a {@code try (…)} to end, as {@link #enter} does. Allocates only the first time at each place.
     *
     * @return the section
     * @throws IllegalStateException as there
     */
    public Section section() {
        long ticket = enter();
        Section section = null;
        try {
            section = MisuseChecks.ON ? new Section(this, ticket) : sectionAt((int) (ticket & PLACE), ticket);
            return section;
        } finally {
            if (section == null) { // no memory left
                exit(ticket);
            }
        }
    }

    /** Racy: several may be made, which are all the same. */
    private Section sectionAt(int place, long ticket) {
        int i = SectionCounts.ordinal(place);
        Section section = sections[i];
        if (section == null) {
            section = new Section(this, ticket);
            sections[i] = section;
        }
        return section;
    }

    /**
     * Ends a section: nothing that was derived inside it may be used any more. Lock-free: one atomic step, and for the last
     * section at its place a look whether producers sleep. By {@link Reclaimer#LAST_TO_LET_GO} it then frees what only this
     * section still held.
     *
     * @param section what {@link #enter} of this group has returned, in any thread
     * @throws IllegalStateException if no such section is open: it is of another group, was never entered, or is left
     *     already. Nothing has changed then. Checked mode always detects that a section is left twice; otherwise that may
     *     end another section which is counted at the same place
     */
    public void exit(long section) {
        int place = MisuseChecks.ON ? checks.left(section) : placeOf(section);
        if (place < 0 || !leave(place)) {
            throw new IllegalStateException("no section 0x" + Long.toHexString(section) + " of " + this + " is open");
        }
    }

    private int placeOf(long section) {
        return section >>> PLACE_BITS == id ? (int) (section & PLACE) : -1;
    }

    /** Also one that was refused, which may be the last at its place. False if none was open there. */
    private boolean leave(int place) {
        long left = counts.exit(place);
        if (left == 0) {
            sleepers.wake(SectionCounts.countOf(place));
            if (counts.isClosed()) {
                endIfDrained();
            }
            owed.free(); // reads a volatile field, behind the count, which is one too
        }
        return left >= 0;
    }

    /**
     * Looks something up under a subscription and uses it in a section, in the order in which no locks can deadlock: begin,
     * look up, enter, retry, use, exit. It starts again if a window has opened meanwhile. The look-up runs outside the
     * section, so it may take locks that a producer holds while it waits for the group; {@code use} must not.
     *
     * @param guard a subscription of this group, over what is looked up, for the events that change that
     * @param lookUp looks up and copies; its result is used only if it was valid. May run several times
     * @param use uses what was found, inside the section, and must not let it escape
     * @param <T> what is found
     * @param <R> what is made of it
     * @return what {@code use} has returned
     * @throws IllegalStateException if the group or the subscription is closed; or inside a callback or a record handler, if
     *     it would have to wait for a window
     * @throws IllegalArgumentException if the subscription is not one of this group
     */
    public <T, R> R read(Subscription guard, Supplier<? extends T> lookUp, Function<? super T, ? extends R> use) {
        Objects.requireNonNull(guard, "guard");
        Objects.requireNonNull(lookUp, "lookUp");
        Objects.requireNonNull(use, "use");
        if (guard.group() != this) {
            throw new IllegalArgumentException("subscription " + guard + " is not one of " + this);
        }
        while (true) {
            long seen = guard.readBegin();
            if (seen == Subscription.CLOSED_FOR_GOOD) {
                throw new IllegalStateException("subscription " + guard + " of " + this + " is closed");
            }
            T found = lookUp.get();
            long section = enter();
            try {
                if (!guard.readRetry(seen)) {
                    return use.apply(found);
                }
            } finally {
                exit(section);
            }
        }
    }

    // ---- the end

    /**
     * Ends the group: nobody enters any more. Producers still wait for open sections. The subscriptions of the group are closed
     * when the last of these is left, or by this call if there is none. Does not wait. A second call does nothing more.
     * O(m log n) for its m subscriptions in a space of n.
     */
    @Override
    public void close() {
        counts.close();
        endIfDrained();
    }

    /** A producer gives up on the sections that are open: nobody enters any more, and no start waits. False if so before. */
    boolean evict() {
        boolean first = evicted.compareAndSet(false, true);
        counts.close();
        memberships.forEach(membership -> membership.forEach(Subscription::markClosed));
        sleepers.wake(SectionCounts.everyCount());
        endIfDrained();
        return first;
    }

    /**
     * Once it is closed: closes the subscriptions if no section is open. The thread that leaves the last section finds none open.
     */
    private void endIfDrained() {
        if (counts.open() == 0) {
            memberships.closeAll();
        }
    }

    /** Whether it may subscribe. Asked again once the subscription can be found: then it is found, or this fails. */
    void checkServed() {
        VarHandle.fullFence(); // pairs with Memberships.forEach()
        if (counts.isClosed()) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(this + " is closed" + (evicted.get() ? ": it was evicted" : ""));
    }

    /** A subscription of this that comes into the tree next; to be followed by {@link #checkServed}. Lock-free; allocates. */
    void enter(Subscription subscription) {
        memberships.enter(subscription);
    }

    /** A space where it had subscriptions is closed. */
    void leave(Registry registry) {
        memberships.leave(registry);
    }

    // ---- who waits for it

    /** Before memory is freed that sections may hold: has those who leave them look at a waitlist. Lock-free. */
    void owe(Waitlist<?> waitlist) {
        owed.add(waitlist);
    }

    /** As {@link SectionCounts#look}. */
    long look() {
        long phase = counts.phase();
        return looked(phase, counts.look());
    }

    /** As {@link SectionCounts#lookAgain}. */
    long lookAgain(long look) {
        long phase = counts.phase();
        return looked(phase, counts.lookAgain(look));
    }

    /** A phase that has begun may end the waits of others. */
    private long looked(long phase, long look) {
        if (counts.phase() != phase) {
            sleepers.wake(SectionCounts.everyCount());
        }
        return look;
    }

    /** A producer that is about to sleep until a look is over; it looks once more behind this. May be called again. */
    void announce(ParkingSpot producer, long look) {
        sleepers.add(producer, counts.awaited(look));
    }

    void retract(ParkingSpot producer) {
        sleepers.remove(producer);
    }

    /** A wait for a look has ended at its deadline, which began at that moment. Whether none was known to have. */
    boolean hasMissedADeadline(long look, long begun) {
        boolean first = stuck == null;
        if (first) {
            stuck = new StuckSections(this, look, begun);
        }
        return first;
    }

    /** Whether sections for which somebody has waited in vain are still open, since such a time and longer. */
    boolean isStuckFor(long nanos) {
        StuckSections known = stuckNow();
        return known != null && known.nanos() >= nanos;
    }

    /** For how long sections are known to be open for which somebody has waited in vain; -1 if there are none. */
    long stuckNanos() {
        StuckSections known = stuckNow();
        return known == null ? -1 : Math.max(0, known.nanos());
    }

    private StuckSections stuckNow() {
        StuckSections known = stuck;
        if (known != null && known.hasLetGo()) {
            stuck = null;
            return null;
        }
        return known;
    }

    // ---- questions

    /**
     * How reports call it.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * How many sections are open. O(stripes), wait-free, allocates nothing.
     *
     * @return a number that was right for each stripe at some moment
     */
    public long openSections() {
        return counts.open();
    }

    /**
     * Whether nobody can enter any more.
     *
     * @return true if the group is closed or evicted
     */
    public boolean isClosed() {
        return counts.isClosed();
    }

    /**
     * Whether a producer that waited in vain has {@linkplain Invalidator#evict evicted} this.
     *
     * @return true if so
     */
    public boolean isEvicted() {
        return evicted.get();
    }

    /** In checked mode: whether the current thread has opened a section that is not left. */
    boolean isEnteredHere() {
        return MisuseChecks.ON && checks.isEnteredHere();
    }

    /** For a person: how many sections are open, and of which age; in checked mode, where each was entered. */
    void describe(StringBuilder report) {
        long open = openSections();
        report.append(this).append(": ").append(open).append(open == 1 ? " open section" : " open sections");
        if (open > 0) {
            report.append(", ").append(counts.openInPhase()).append(" of the current phase");
        }
        long here = counts.openInStripe();
        if (here > 0) {
            report.append("; ").append(here).append(" may be this thread's own, which it would wait for in vain");
        }
        report.append('\n');
        if (MisuseChecks.ON) {
            checks.describe(report);
        }
    }

    @Override
    public String toString() {
        return "reader group " + name;
    }
}
