package io.rangecast.notifier;

import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;

/**
 * Tells flight recordings. A JDK may have been made without them, and their classes take a tenth of a second to load,
 * so nothing of them is touched before a recording has begun.
 */
final class Recordings {
    private static final boolean KNOWN = areKnown();

    private Recordings() {}

    private static boolean areKnown() {
        try {
            Class.forName("jdk.jfr.FlightRecorder", false, Recordings.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError none) {
            return false;
        }
    }

    /** Whether anybody may listen: one load. */
    static boolean haveBegun() {
        return KNOWN && FlightRecorder.isInitialized();
    }

    /** Whether starts are to be told. */
    static boolean askForStarts() {
        return haveBegun() && InvalidateRangeStartEvent.isRecorded();
    }

    /** A range did not fit into the ring of a subscriber. */
    static void overflow(InvalidationRange range, Subscriber subscriber) {
        if (haveBegun()) {
            InboxOverflowEvent.commit(range.space().id(), subscriber);
        }
    }

    /**
     * Memory was put aside that somebody has not let go of; the names are asked for only if somebody wants to know. Throws
     * nothing.
     */
    static void held(AddressSpace space, Supplier<QuarantinedMemory> memory, HeldAmount amount) {
        if (haveBegun()) {
            try {
                MemoryHeldEvent.commit(space.id(), memory, amount);
            } catch (Throwable lost) {
                // An event less. The memory is out of the caller's hands.
            }
        }
    }

    /** Memory that was held is freed. Throws nothing. */
    static void freed(AddressSpace space, long start, long end, long bytes, long since) {
        if (haveBegun()) {
            try {
                MemoryFreedEvent.commit(space.id(), start, end, bytes, since);
            } catch (Throwable lost) {
                // An event less. The memory is freed, which must be counted as that.
            }
        }
    }

    /** Somebody who was waited for since then has missed the deadline, and is known for it from now on. Throws nothing. */
    static void laggard(AddressSpace space, Object laggard, long since) {
        if (haveBegun()) {
            try {
                LaggardKnownEvent.commit(space.id(), laggard, since);
            } catch (Throwable lost) {
                // An event less. A wait that has ended must return.
            }
        }
    }

    /** A wait has ended at its deadline; the late are asked for only if somebody wants to know. Throws nothing. */
    static void timeout(
            InvalidationRange range, Supplier<List<Subscriber>> laggards, Supplier<List<ReaderGroup>> lateGroups) {
        if (haveBegun()) {
            try {
                InvalidationTimeoutEvent.commit(range, laggards, lateGroups);
            } catch (Throwable lost) {
                // An event less. The window stays open, which the caller must be told.
            }
        }
    }
}
