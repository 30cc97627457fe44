package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * 128 bytes that keep the bounds before them off the lines of the state behind them. {@code long} fields would not do:
 * the JVM may put a subclass's {@code int} in front of them.
 */
@SuppressWarnings("unused")
abstract class PaddingBeforeState extends Interval {
    byte p000, p001, p002, p003, p004, p005, p006, p007, p008, p009, p010, p011, p012, p013, p014, p015;
    byte p016, p017, p018, p019, p020, p021, p022, p023, p024, p025, p026, p027, p028, p029, p030, p031;
    byte p032, p033, p034, p035, p036, p037, p038, p039, p040, p041, p042, p043, p044, p045, p046, p047;
    byte p048, p049, p050, p051, p052, p053, p054, p055, p056, p057, p058, p059, p060, p061, p062, p063;
    byte p064, p065, p066, p067, p068, p069, p070, p071, p072, p073, p074, p075, p076, p077, p078, p079;
    byte p080, p081, p082, p083, p084, p085, p086, p087, p088, p089, p090, p091, p092, p093, p094, p095;
    byte p096, p097, p098, p099, p100, p101, p102, p103, p104, p105, p106, p107, p108, p109, p110, p111;
    byte p112, p113, p114, p115, p116, p117, p118, p119, p120, p121, p122, p123, p124, p125, p126, p127;

    PaddingBeforeState(long start, long end, int mask) {
        super(start, end, mask);
    }
}

/**
 * The word through which producers and readers of one subscription meet.
 *
 * <pre>
 *   63                                20   19       18        17             0
 *   +-----------------------------------+--------+---------+-----------------+
 *   | sequence: windows that ever hit   | closed | joining | open windows    |
 *   +-----------------------------------+--------+---------+-----------------+
 * </pre>
 *
 * <p>A reader may begin if the low 20 bits are zero. The sequence comes round after 2<sup>44</sup> windows, so a reader
 * would have to sleep through days of nothing but hits, and wake at the very one, to be deceived.
 */
abstract class SubscriptionState extends PaddingBeforeState {
    static final long WINDOWS = (1L << 18) - 1;

    /** Half of what fits: those that are one too many take themselves back. */
    private static final long MAX_WINDOWS = 1L << 17;

    static final long JOINING = 1L << 18;
    static final long CLOSED = 1L << 19;
    static final long NOT_IDLE = WINDOWS | JOINING | CLOSED;
    private static final long SEQUENCE_STEP = 1L << 20;

    private static final VarHandle STATE;
    private static final VarHandle SLEEPING_READERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(SubscriptionState.class, "state", long.class);
            SLEEPING_READERS = lookup.findVarHandle(SubscriptionState.class, "sleepingReaders", Queue.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long state = JOINING;

    /** Made by the first reader that has to wait for long. */
    private volatile Queue<Thread> sleepingReaders;

    SubscriptionState(long start, long end, int mask) {
        super(start, end, mask);
    }

    /** Pairs with {@link #leaveWindow}: a reader that finds no window sees what was done in the last one. */
    final long stateAcquire() {
        return (long) STATE.getAcquire(this);
    }

    final long stateOpaque() {
        return (long) STATE.getOpaque(this);
    }

    /** One window more. The producer's fence, once all states are entered, keeps the memory's change behind this. */
    final void enterWindow() {
        long before = (long) STATE.getAndAdd(this, SEQUENCE_STEP + 1);
        if ((before & WINDOWS) >= MAX_WINDOWS) {
            leaveWindow();
            throw new IllegalStateException(
                    this + " is hit by 0x" + Long.toHexString(MAX_WINDOWS) + " open windows already");
        }
    }

    /** One window less; a release for the readers that begin next. */
    final void leaveWindow() {
        STATE.getAndAdd(this, -1L);
        wakeReaders();
    }

    /** After the state has changed, volatile: who sleeps in a begin looks again. Pairs with {@link #announceReader}. */
    private void wakeReaders() {
        Queue<Thread> sleeping = sleepingReaders;
        if (sleeping != null) {
            sleeping.forEach(LockSupport::unpark);
        }
    }

    /** A reader, before it looks at the state for the last time and parks. */
    final void announceReader(Thread current) {
        Queue<Thread> sleeping = sleepingReaders;
        if (sleeping == null) {
            SLEEPING_READERS.compareAndSet(this, null, new ConcurrentLinkedQueue<Thread>());
            sleeping = sleepingReaders;
        }
        if (!sleeping.contains(current)) {
            sleeping.add(current);
        }
        VarHandle.fullFence(); // pairs with wakeReaders(): either it sees this thread, or this thread the new state
    }

    final void retractReader(Thread current) {
        sleepingReaders.remove(current);
    }

    /** Readers need no longer wait for the windows that were open when this subscription joined. */
    final void endJoining() {
        STATE.getAndBitwiseAnd(this, ~JOINING);
    }

    final void markClosed() {
        STATE.getAndBitwiseOr(this, CLOSED);
        wakeReaders();
    }
}

/** 128 bytes behind the state. */
@SuppressWarnings("unused")
abstract class PaddingAfterState extends SubscriptionState {
    byte p000, p001, p002, p003, p004, p005, p006, p007, p008, p009, p010, p011, p012, p013, p014, p015;
    byte p016, p017, p018, p019, p020, p021, p022, p023, p024, p025, p026, p027, p028, p029, p030, p031;
    byte p032, p033, p034, p035, p036, p037, p038, p039, p040, p041, p042, p043, p044, p045, p046, p047;
    byte p048, p049, p050, p051, p052, p053, p054, p055, p056, p057, p058, p059, p060, p061, p062, p063;
    byte p064, p065, p066, p067, p068, p069, p070, p071, p072, p073, p074, p075, p076, p077, p078, p079;
    byte p080, p081, p082, p083, p084, p085, p086, p087, p088, p089, p090, p091, p092, p093, p094, p095;
    byte p096, p097, p098, p099, p100, p101, p102, p103, p104, p105, p106, p107, p108, p109, p110, p111;
    byte p112, p113, p114, p115, p116, p117, p118, p119, p120, p121, p122, p123, p124, p125, p126, p127;

    PaddingAfterState(long start, long end, int mask) {
        super(start, end, mask);
    }
}
