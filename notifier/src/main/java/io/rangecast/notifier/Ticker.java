package io.rangecast.notifier;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks again, each millisecond, at what no thread announces or waits for itself. The JDK's delayed executor calls it,
 * and only while there is anything to look at, so the library needs no thread of its own. If that executor is held up,
 * what is looked at here comes late, and never wrong.
 */
final class Ticker {
    /** Something to look at, as long as it is wanted. */
    abstract static class Look {
        private static final VarHandle KNOWN;

        static {
            try {
                KNOWN = MethodHandles.lookup().findVarHandle(Look.class, "known", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        /** Whether the ticker looks at this. */
        private volatile boolean known;

        /** Whether it is to be looked at, or once more; volatile. */
        abstract boolean isWanted();

        /** Does what is due at that moment of {@link System#nanoTime}; quick, as others need the thread too. */
        abstract void look(long now);

        /** Any thread, once this is wanted, volatile: from now on the ticker looks. */
        final void begin() {
            if (!known && KNOWN.compareAndSet(this, false, true)) {
                boolean added = false;
                try {
                    LOOKS.add(this);
                    goOn();
                    added = true;
                } finally {
                    if (!added) { // out of memory: the next to come tries again
                        known = false;
                    }
                }
            }
        }

        private boolean isLast(long now) {
            if (isWanted()) {
                look(now);
                return false;
            }
            known = false; // volatile, before it is asked whether it is wanted again: see begin()
            return !isWanted() || !KNOWN.compareAndSet(this, false, true);
        }
    }

    private static final Executor DELAYED = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, Runnable::run);

    private static final Queue<Look> LOOKS = new ConcurrentLinkedQueue<>();

    private static final AtomicBoolean TICKING = new AtomicBoolean();

    private Ticker() {}

    private static void goOn() {
        if (!TICKING.get() && TICKING.compareAndSet(false, true)) {
            boolean begun = false;
            try {
                DELAYED.execute(Ticker::tick);
                begun = true;
            } finally {
                if (!begun) {
                    TICKING.set(false);
                }
            }
        }
    }

    private static void tick() {
        try {
            long now = System.nanoTime();
            LOOKS.removeIf(look -> look.isLast(now));
        } finally {
            TICKING.set(false); // volatile, before it is asked whether there is more: a newcomer adds, then asks this
            if (!LOOKS.isEmpty()) {
                goOn();
            }
        }
    }
}
