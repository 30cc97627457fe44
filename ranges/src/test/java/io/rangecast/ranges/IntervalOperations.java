package io.rangecast.ranges;

import java.util.List;
import java.util.function.Predicate;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * What the threads of a Lincheck scenario do to a set of intervals. There are four, so close that most operations concern
 * each other.
 *
 * <p>A thread inserts its own intervals, at times twice, which must throw, and removes anybody's. Two threads do not
 * insert the same: who loses that race is told so at once, perhaps before the winner's interval is in, and that is no
 * single step (docs/verification.md).
 *
 * @param <S> what {@link #snapshot()} answers
 */
@Param(name = "own", gen = ThreadIdGen.class)
@Param(name = "anybodys", gen = IntGen.class, conf = "0:1")
@Param(name = "range", gen = IntGen.class, conf = "0:1")
@Param(name = "address", gen = IntGen.class, conf = "0:3")
public abstract class IntervalOperations<S> {
    private static final int THREADS = 2;
    private static final int END = 4;

    private final Handle[][] handles = {Handle.ofThread(0), Handle.ofThread(1)};
    private final Object[] held = new Object[THREADS];

    abstract void add(Handle handle);

    abstract boolean take(Handle handle);

    abstract int exchange(List<Handle> taken, List<Handle> added);

    abstract void takeAll();

    abstract S snapshot();

    abstract int size(S snapshot);

    abstract void forEachOverlap(S snapshot, long start, long end, Predicate<Handle> visitor);

    abstract Handle firstOverlap(S snapshot, long start, long end);

    @Operation
    public void insert(@Param(name = "own") int thread, @Param(name = "range") int range) {
        add(handles[thread][range]);
    }

    @Operation
    public boolean remove(@Param(name = "anybodys") int thread, @Param(name = "range") int range) {
        return take(handles[thread][range]);
    }

    @Operation
    public int replaceAll(
            @Param(name = "anybodys") int taken, @Param(name = "own") int thread, @Param(name = "range") int range) {
        return exchange(List.of(handles[taken]), List.of(handles[thread][range]));
    }

    @Operation
    public void clear() {
        takeAll();
    }

    @Operation
    public String query(@Param(name = "address") int address) {
        S now = snapshot();
        Handle first = firstOverlap(now, address, END);
        return found(now, address, address + 1) + (first == null ? " none" : " then " + first.start());
    }

    @Operation
    @SuppressWarnings("unchecked") // only S are put there
    public String readHeldAndHoldNext(@Param(name = "own") int thread) {
        S last = (S) held[thread];
        held[thread] = snapshot();
        return last == null ? "none" : size(last) + ": " + found(last, 0, END);
    }

    /** The intervals in a range as bits; no order, because equal starts have none. */
    private String found(S snapshot, long start, long end) {
        int[] bits = new int[1];
        forEachOverlap(snapshot, start, end, handle -> {
            bits[0] |= handle.bit;
            return true;
        });
        return Integer.toBinaryString(bits[0]);
    }

    static final class Handle extends Interval {
        private static final int RANGES = 2;

        private final int bit;

        private Handle(int number, long start, long end) {
            super(start, end);
            this.bit = 1 << number;
        }

        private static Handle[] ofThread(int thread) {
            int first = thread * RANGES;
            return new Handle[] {new Handle(first, 0, 2), new Handle(first + 1, 1, 3)};
        }
    }
}
