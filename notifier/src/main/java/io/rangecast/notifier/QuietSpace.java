package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Whether nobody has ever subscribed in a space: then a start needs no fence, as there is nobody to miss.
 *
 * <pre>
 *   start, in the producer                     the first to subscribe
 *   1 slot: bounds, version := OPEN   (o)      a quiet := false                           (v)
 *   2 quiet ?                         (o)      b every thread is brought to a halt once
 *   3 if not: version := STARTING     (v)      c tree.root := root + S                    (v)
 *     and on as WindowTable says               d slots: read each version                 (v)
 *
 *   required: 2 sees a, or d sees 1.
 * </pre>
 *
 * <p>This is Dekker's pattern with the whole cost on one side, and the Java memory model has no such barrier: b must
 * order all that a thread had done before it was halted, before what follows b. It is taken from
 * {@link Thread#getAllStackTraces}, which halts every thread at a safepoint, and collectors could not work if memory
 * written before a safepoint were not to be seen after it; opaque accesses keep the compiler from exchanging 1 and 2,
 * and no safepoint lies between them that halts in the middle of either. If the thread was halted before 2 it then sees
 * a; if after, 1 is before b. Linux does the same with all of a process's locks ({@code mm_take_all_locks}). It happens
 * once in the life of a space and takes in the order of a millisecond.
 */
final class QuietSpace {
    private static final VarHandle QUIET;

    static {
        try {
            QUIET = MethodHandles.lookup().findVarHandle(QuietSpace.class, "quiet", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private boolean quiet = true;

    /** Whether b is done. */
    private volatile boolean ended;

    /** Producer, after its window is in its slot. */
    boolean isQuiet() {
        return (boolean) QUIET.getOpaque(this);
    }

    /** Subscriber, before it makes itself known. When this returns, every start sees it or its window can be seen. */
    void end() {
        if (!ended) {
            synchronized (this) { // whoever comes second waits until it has taken effect
                if (!ended) {
                    QUIET.setVolatile(this, false);
                    Thread.getAllStackTraces();
                    ended = true;
                }
            }
        }
    }
}
