package io.rangecast.notifier;

import io.rangecast.notifier.HeldMemory.Hold;
import java.lang.invoke.VarHandle;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Memory of one space that could not be freed because somebody might still hold it. Any thread may call.
 *
 * <p>The holds of a party stand in its {@link Waitlist}, of which only the first is looked at, as a party lets go in
 * order. So putting memory aside costs the same however much there is already.
 *
 * <pre>
 *   who puts memory aside                         who reaps
 *   1 into the waitlists of all holders   (v)     a the first of a waitlist: has it let go?
 *   2 armed := true                       (v)     b remember that                      (v)
 *   3 asks all; have they? then free      (v)     c armed, and all have let go?        (v)
 *                                                   then free, by get-and-set          (v)
 *                                                 d take the first out                 (v)
 *
 *   required: freed once, and not left when all have let go.
 * </pre>
 *
 * <p>Of b and 2 for one memory, one comes last in the order of volatile accesses, and the thread that does it finds the
 * others done, in 3 or c. If it stops before, the first still stands there for others, until d.
 */
final class Quarantine {
    /** How many of one waitlist a look takes out, at most, at one of four calls which have put one in: so it grows shorter. */
    private static final int AT_ONCE = 8;

    /** A look makes up for so many at most that were left out, so that it stays short. */
    private static final int MOST_MADE_UP = 8;

    /** So many are looked at for a report that is bounded. */
    private static final int MOST_WAITLISTS = 1_000;

    /** By party; those that are empty go. */
    private final Map<Object, Waitlist<Hold>> waitlists = new ConcurrentHashMap<>();

    /** All that are not empty, as they came: each can be taken out wherever it stands, in O(log n). */
    private final ConcurrentNavigableMap<Long, Waitlist<Hold>> turns = new ConcurrentSkipListMap<>();

    private final AtomicLong lastTurn = new AtomicLong();

    /** The last turn that was taken, and the end of the round: those that come later wait for the next one. Racy: any will do. */
    private volatile long turn;

    private volatile long endOfRound;

    /** Made once, as {@link NestedReaps} knows it again. */
    private final Consumer<Failures> allLater = this::reapAll;

    /** How many looks were left out, and not made up for. */
    private final AtomicInteger leftOut = new AtomicInteger();

    private final AddressSpace space;
    private final HeldAmount amount = new HeldAmount();
    private volatile Reclaimer reclaimer = Reclaimer.REAPER;

    Quarantine(AddressSpace space) {
        this.space = space;
    }

    Reclaimer reclaimer() {
        return reclaimer;
    }

    void reclaimer(Reclaimer chosen) {
        reclaimer = chosen;
    }

    HeldAmount amount() {
        return amount;
    }

    /** Memory that nobody holds yet; what this is given is as in {@link HeldMemory}. */
    HeldMemory newMemory(long start, long end, long bytes, Runnable free, Executor executor, boolean throwing) {
        return new HeldMemory(space, amount, start, end, bytes, free, executor, throwing);
    }

    /**
     * Puts memory aside, and counts it, if anybody holds it. It is freed no sooner than it is {@link HeldMemory#armed}; if
     * this throws, not at all.
     */
    HeldMemory add(HeldMemory memory, List<Holder> holders) {
        boolean added = false;
        try {
            if (!holders.isEmpty()) {
                memory.reserve();
                memory.heldBy(holders);
                for (Hold hold : memory.holds()) {
                    add(hold);
                }
            }
            added = true;
        } finally {
            if (!added) {
                memory.taken = true;
            }
        }
        return memory;
    }

    private void add(Hold hold) {
        Holder holder = hold.holder(); // first: as soon as it is in, others may find it over
        add(hold, holder, holder.party());
    }

    private void add(Hold hold, Holder holder, Object party) {
        Waitlist<Hold> waitlist;
        do {
            waitlist = waitlistOf(party);
            waitlist.add(hold);
            if (reclaimer == Reclaimer.LAST_TO_LET_GO) {
                holder.owe(waitlist); // before it is armed: see HeldMemory.askAndTryFree
            }
        } while (waitlist.isDone()); // then it may have been taken for empty, so the hold stands in the next one too
    }

    private Waitlist<Hold> waitlistOf(Object party) {
        Waitlist<Hold> waitlist = waitlists.get(party);
        if (waitlist == null) {
            Waitlist<Hold> made = new Waitlist<>(party, lastTurn.incrementAndGet(), this::reapBehindLetGo);
            Waitlist<Hold> other = waitlists.putIfAbsent(party, made);
            waitlist = other == null ? made : other;
        }
        if (!waitlist.isListed()) { // the thread that has made it may have stopped
            list(waitlist);
        }
        return waitlist;
    }

    private void list(Waitlist<Hold> waitlist) {
        boolean listed = false;
        try {
            turns.put(waitlist.turn(), waitlist);
            waitlist.listed();
            listed = true;
        } finally {
            if (!listed) { // out of memory: nobody would come by it, and it keeps its party
                drop(waitlist);
            }
        }
    }

    /** It has been found empty: goes, unless a hold was put in meanwhile; then when it is empty again. */
    private void drop(Waitlist<Hold> waitlist) {
        waitlists.remove(waitlist.party(), waitlist);
        waitlist.done();
        if (waitlist.isEmpty()) {
            turns.remove(waitlist.turn());
        }
    }

    /** Its windows are about to end, and it may be freed from now on: by this, if nobody holds it. */
    void arm(HeldMemory memory, Failures failures) {
        memory.armed = true;
        failures.add(memory.askAndTryFree());
    }

    /**
     * After memory was put aside: frees some of what nobody holds any more, in constant time for each of its holders. Inside a
     * reap of this space the look is left out, and made up for by later ones outside: else what it frees might put more
     * aside, look in turn, and one call would free everything.
     */
    void reapBehind(HeldMemory memory, Failures failures) {
        if (NestedReaps.areOf(space.id())) {
            leftOut.incrementAndGet();
            return;
        }
        int atMost = AT_ONCE * (1 + madeUp());
        for (Hold hold : memory.holds()) {
            Holder holder = hold.holder();
            Waitlist<Hold> waitlist = holder == null ? null : waitlists.get(holder.party());
            if (waitlist != null) {
                reap(waitlist, atMost, null, failures);
            }
        }
        takeTurn(atMost, failures);
    }

    private int madeUp() {
        int left = leftOut.get();
        int made = Math.min(left, MOST_MADE_UP);
        return made > 0 && leftOut.compareAndSet(left, left - made) ? made : 0;
    }

    /**
     * Frees a few of which nobody holds any more, or one, inside another reap of this space; each time of others, so that all
     * come to their turn.
     */
    void takeTurn(Failures failures) {
        takeTurn(NestedReaps.areOf(space.id()) ? 1 : AT_ONCE, failures);
    }

    private void takeTurn(int atMost, Failures failures) {
        Waitlist<Hold> next = nextInTurn();
        if (next != null) {
            reap(next, atMost, null, failures);
            if (next.isEmpty()) {
                drop(next);
            }
        }
    }

    private Waitlist<Hold> nextInTurn() {
        Map.Entry<Long, Waitlist<Hold>> next = turns.higherEntry(turn);
        if (next == null || next.getKey() > endOfRound) { // another round
            endOfRound = lastTurn.get();
            next = turns.firstEntry();
        }
        if (next == null) {
            return null;
        }
        turn = next.getKey();
        return next.getValue();
    }

    /** Frees all that nobody holds any more; returns how much is still held. Throws what freeing has thrown. */
    int reap() {
        reapAll();
        return (int) Math.min(amount.blocks(), Integer.MAX_VALUE);
    }

    /** Frees all that nobody holds any more; returns how many holds were over. Throws what freeing has thrown. */
    int reapAll() {
        Failures failures = new Failures();
        int over = 0;
        try {
            over = reapAll(failures);
        } catch (Throwable struck) {
            failures.add(struck);
        }
        failures.rethrow();
        return over;
    }

    private int reapAll(Failures failures) {
        int over = 0;
        for (Waitlist<Hold> waitlist : turns.values()) {
            over += reap(waitlist, Integer.MAX_VALUE, allLater, failures);
            if (waitlist.isEmpty()) {
                drop(waitlist);
            }
        }
        return over;
    }

    /** As {@link Waitlist#reap}. */
    private void reapBehindLetGo(Waitlist<Hold> waitlist) {
        Failures failures = new Failures();
        try {
            if (waitlist.isEmpty()) {
                drop(waitlist);
            } else {
                reap(waitlist, Integer.MAX_VALUE, new WaitlistLater(this, waitlist), failures);
            }
        } catch (Throwable struck) { // it is looked at again
            failures.add(struck);
        }
        failures.reportTo(space);
    }

    /** What a party has let go of, of which too many reaps inside each other have put off to free it. */
    private record WaitlistLater(Quarantine quarantine, Waitlist<Hold> waitlist) implements Consumer<Failures> {
        @Override
        public void accept(Failures failures) {
            quarantine.reap(waitlist, Integer.MAX_VALUE, this, failures);
        }
    }

    /** Frees a few that stand first in a waitlist, if nobody holds them any more; or later, inside too many other reaps. */
    private int reap(Waitlist<Hold> waitlist, int atMost, Consumer<Failures> later, Failures failures) {
        return waitlist.isEmpty()
                ? 0
                : NestedReaps.reap(space.id(), () -> reapNow(waitlist, atMost, failures), later, failures);
    }

    private int reapNow(Waitlist<Hold> waitlist, int atMost, Failures failures) {
        int over = 0;
        Hold first = waitlist.first();
        for (int looked = 0; first != null && looked < atMost; looked++) {
            boolean isOver = first.isOver();
            if (!isOver) {
                if (!setApart(waitlist, first)) {
                    break;
                }
                isOver = first.isOver(); // behind that fence
            }
            if (isOver) {
                failures.add(first.memory().tryFree());
                over++;
            }
            waitlist.remove(first); // last: whatever strikes before, it is looked at again
            first = waitlist.first();
        }
        return over;
    }

    /** The first of a waitlist is deferred: goes on in a waitlist of its own. False if it is not, or is there already. */
    private boolean setApart(Waitlist<Hold> waitlist, Hold first) {
        Holder holder = first.holder();
        if (waitlist.party() == first || holder == null || !holder.isDeferred()) {
            return false;
        }
        add(first, holder, first);
        VarHandle.fullFence(); // as in HeldMemory.askAndTryFree: a thread that completes it finds it there, or it is
        // over here
        return true;
    }

    /**
     * So much of what is held as was put aside first, mostly: of each waitlist its first, which stand in that order, and of
     * many waitlists some. O(waitlists looked at), allocates.
     */
    List<QuarantinedMemory> oldest(int most) {
        long now = System.nanoTime();
        return Stream.concat(
                        turns.values().stream()
                                .limit(MOST_WAITLISTS)
                                .flatMap(waitlist -> heldIn(waitlist).limit(most)),
                        amount.handedOver().limit(MOST_WAITLISTS))
                .distinct()
                .sorted(Comparator.comparingLong((HeldAmount.Listed memory) -> now - memory.since())
                        .reversed())
                .limit(most)
                .map(memory -> memory.report(now))
                .toList();
    }

    /** All that is held, what was put aside first coming first. O(n log n), allocates. */
    List<QuarantinedMemory> list() {
        long now = System.nanoTime();
        return Stream.concat(turns.values().stream().flatMap(Quarantine::heldIn), amount.handedOver())
                .distinct()
                .map(memory -> memory.report(now))
                .sorted(Comparator.comparingLong(QuarantinedMemory::nanos).reversed())
                .toList();
    }

    private static Stream<HeldAmount.Listed> heldIn(Waitlist<Hold> waitlist) {
        return waitlist.holds().filter(hold -> !hold.memory().isOver()).map(Hold::memory);
    }
}
