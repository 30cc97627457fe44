package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts how many sections of a group of readers are open, and lets a start find that those it met are over: the read side
 * of sleepable RCU, with counts that any thread may take back.
 *
 * <pre>
 *   start, in the producer                       section, in any thread
 *   1 S.state += window            (v)           a p := phase                      (v)
 *   2 since := phase               (v)           b its stripe's count of p += 1    (v)
 *   3 each count, once: zero?      (v)           c phase                           (v)
 *   4 change the memory                          d begin, look up, retry; use
 *                                                e the same count -= 1             (v)
 *
 *   required: a section that 3 has not waited for finds at d that it must try again.
 * </pre>
 *
 * <p>A section stands in one word from b to e, so a word that is read at zero after 1 holds no section from before, and
 * all that those did happens before 4. If b comes after that, then 1 is before 2 before 3 before b before c in the order
 * of volatile accesses, and the retry of d, behind c, sees 1. None of this asks which phase there is.
 *
 * <p>The phase only lets a wait come to an end, though sections come without end. Each stripe has a count for each of
 * {@value #PHASES} phases in turn. New sections join the current one, so the others only drain, but for a section whose
 * thread stood still between a and b; one a thread. A start that finds sections in the current phase begins the next
 * one, once that has no sections: then it waits for nobody that comes later. Any number of starts do so, by
 * compare-and-set. None depends on another, nor on a thread that stands still. {@code docs/memory-model.md} has it all.
 *
 * <p>A wait keeps all that it has found in one word, its <i>look</i>: the phase in which it began, and a bit for each
 * count, modulo {@value #PHASES}, that was zero in all stripes since, each at some moment. So waits allocate nothing,
 * and may go from thread to thread.
 *
 * <p>Entering and looking are wait-free. Leaving is lock-free: it compares, so that a wrong one does not hide a right one
 * even for a moment.
 */
final class SectionCounts extends PaddedWords {
    /** One more than the starts that can wait at a time, each for older sections, without waiting for a newer one. */
    static final int PHASES = 4;

    private static final int ALL = (1 << PHASES) - 1;

    /** 128 bytes for each stripe, of which the counts take a part: no two threads are to write one pair of lines. */
    private static final int STRIDE = 128 / Long.BYTES;

    private static final long CLOSED = Long.MIN_VALUE;

    /** 2<sup>64</sup> divided by the golden ratio: threads that were made one after the other get stripes far apart. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private static final int MOST_STRIPES = 256;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(SectionCounts.class, "phase", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int shift;
    private final int end;

    /**
     * The current phase; negative once the group is closed. A field, which is read without a call: behind its count a
     * section meets nothing that an error could strike.
     */
    private volatile long phase;

    /** Four times as many stripes as there are processors, so that threads that run at a time seldom meet. */
    SectionCounts() {
        this(Math.min(MOST_STRIPES, 4 * ceilingToPowerOfTwo(Runtime.getRuntime().availableProcessors())));
    }

    /** With so many stripes, a power of two and more than one. */
    SectionCounts(int stripes) {
        super(STRIDE * stripes);
        shift = Long.numberOfLeadingZeros(stripes - 1);
        end = STRIDE * stripes;
    }

    private static int ceilingToPowerOfTwo(int n) {
        return Integer.highestOneBit(2 * n - 1);
    }

    // ---- sections

    /** Opens a section; returns where it stands, or {@code ~} of that if the group is closed: then it is to be left. */
    int enter() {
        int place = STRIDE * stripe() + index(phase);
        getAndAdd(place, 1);
        // Volatile: what the section reads from here on comes after its count.
        return phase < 0 ? ~place : place;
    }

    private int stripe() {
        return (int) (Thread.currentThread().getId() * GOLDEN >>> shift);
    }

    /**
     * Ends a section; returns how many are left at its place. Negative if none was open there, or there is no such place:
     * nothing has changed then.
     */
    long exit(int place) {
        if (Integer.compareUnsigned(place, end) >= 0 || place % STRIDE >= PHASES) {
            return -1;
        }
        long left;
        do {
            left = opaque(place) - 1;
        } while (left >= 0 && !compareAndSet(place, left + 1, left));
        return left;
    }

    /** How many are open; a number that was right for each stripe at some moment. */
    long open() {
        long open = 0;
        for (int index = 0; index < PHASES; index++) {
            for (int place = index; place < end; place += STRIDE) {
                open += getVolatile(place);
            }
        }
        return open;
    }

    /** How many of these have entered in the current phase; the others are older than some look. */
    long openInPhase() {
        long open = 0;
        for (int place = index(phase); place < end; place += STRIDE) {
            open += getVolatile(place);
        }
        return open;
    }

    /** How many are open in the stripe of the current thread: its own, and those of threads that share it. */
    long openInStripe() {
        int stripe = STRIDE * stripe();
        long open = 0;
        for (int index = 0; index < PHASES; index++) {
            open += getVolatile(stripe + index);
        }
        return open;
    }

    /** How many places there are. */
    int places() {
        return ordinal(end);
    }

    /** Numbers the places one by one. */
    static int ordinal(int place) {
        return place / STRIDE * PHASES + place % STRIDE;
    }

    /** Sections that enter from now on find out. */
    void close() {
        PHASE.getAndBitwiseOr(this, CLOSED);
    }

    boolean isClosed() {
        return phase < 0;
    }

    // ---- who waits for them

    /** The current phase; volatile. */
    long phase() {
        return phase;
    }

    /** The first look of a wait, after all states that it is about were entered, volatile. */
    long look() {
        long now = phase & ~CLOSED;
        return look(now, now, 0);
    }

    /** Looks on, until {@link #isOver}. */
    long lookAgain(long look) {
        long since = look >>> PHASES;
        long now = phase & ~CLOSED;
        int drained = (int) look & ALL;
        // A phase is begun by a thread that has looked at it once the phase before had begun: from the second on, after
        // this wait had.
        for (long passed = Math.max(since + 2, now - PHASES + 1); passed <= now; passed++) {
            drained |= bit(passed);
        }
        return look(since, now, drained);
    }

    private long look(long since, long now, int before) {
        int drained = before;
        for (int index = 0; index < PHASES; index++) {
            if ((drained & 1 << index) == 0 && isDrained(index)) {
                drained |= 1 << index;
            }
        }
        if ((drained & bit(now)) == 0 && isDrained(index(now + 1))) {
            drained |= bit(now + 1);
            PHASE.compareAndSet(this, now, now + 1); // or another has, or the group is closed: all the same here
        }
        return since << PHASES | drained;
    }

    /** Whether all sections that were open at the first look are over; what they did happened before. */
    static boolean isOver(long look) {
        return (look & ALL) == ALL;
    }

    /** The counts for which a look waits that is not over, a bit for each: nobody who takes another to zero need wake it. */
    int awaited(long look) {
        int awaited = ~(int) look & ALL;
        return (awaited & bit(phase)) == 0 ? awaited : ALL; // it could not begin the next phase: any exit may let it
    }

    /** The same bit, of the count at a place. */
    static int countOf(int place) {
        return bit(place); // a stripe begins at a multiple of the phases
    }

    static int everyCount() {
        return ALL;
    }

    private boolean isDrained(int index) {
        for (int place = index; place < end; place += STRIDE) {
            if (getVolatile(place) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int index(long phase) {
        return (int) phase & PHASES - 1;
    }

    private static int bit(long phase) {
        return 1 << index(phase);
    }
}
