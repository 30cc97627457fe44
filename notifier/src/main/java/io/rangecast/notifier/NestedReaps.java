package io.rangecast.notifier;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Reaps inside reaps: an action that frees may retire, poll, leave a section or reap, and so free what others have retired,
 * whose action may do so again. Without a bound as many would nest as there is memory to be freed, and the end of the stack
 * would strike in users' actions. So those that are too deep are put off until the outermost of the thread is over.
 *
 * <p>All methods are about the current thread. A thread keeps what it has put off in types of the JDK, and no longer than
 * the outermost reap lasts.
 */
final class NestedReaps {
    /** How many may be inside each other. */
    static final int MOST = 8;

    private static final ThreadLocal<ArrayDeque<Consumer<Failures>>> PUT_OFF = new ThreadLocal<>();

    private NestedReaps() {}

    /**
     * Reaps, or puts it off.
     *
     * @param space whose memory it is, by its number
     * @param reap frees some, and returns how many holds were over
     * @param later what is done in its place, if it is put off: equal ones once; null for a look that may be left out
     * @param failures of what was put off are added
     * @return how many holds were over; 0 if it was put off
     */
    static int reap(int space, IntSupplier reap, Consumer<Failures> later, Failures failures) {
        int[] here = CallbackScope.ofThread().getValue();
        if (here[CallbackScope.REAPING] >= MOST) {
            if (later != null) {
                putOff(later, here);
            }
            return 0;
        }
        here[CallbackScope.REAPED + here[CallbackScope.REAPING]] = space;
        here[CallbackScope.REAPING]++;
        try {
            return reap.getAsInt();
        } finally {
            try {
                if (here[CallbackScope.REAPING] == 1 && here[CallbackScope.PUT_OFF] > 0) {
                    reapPutOff(here, failures); // whatever has struck: nobody else knows of it
                }
            } finally {
                here[CallbackScope.REAPING]--;
            }
        }
    }

    /** Whether the current thread reaps memory of a space already. */
    static boolean areOf(int space) {
        int[] here = CallbackScope.ofThread().getValue();
        for (int i = 0; i < here[CallbackScope.REAPING]; i++) {
            if (here[CallbackScope.REAPED + i] == space) {
                return true;
            }
        }
        return false;
    }

    private static void putOff(Consumer<Failures> later, int[] here) {
        ArrayDeque<Consumer<Failures>> putOff = PUT_OFF.get();
        if (putOff == null) {
            putOff = new ArrayDeque<>(1);
            PUT_OFF.set(putOff);
        }
        if (!putOff.contains(later)) {
            putOff.add(later);
        }
        here[CallbackScope.PUT_OFF] = putOff.size();
    }

    /** Runs all that were put off, and those that are put off meanwhile. */
    private static void reapPutOff(int[] here, Failures failures) {
        ArrayDeque<Consumer<Failures>> putOff = PUT_OFF.get();
        while (!putOff.isEmpty()) {
            try {
                putOff.remove().accept(failures);
            } catch (Throwable struck) {
                failures.add(struck);
            }
        }
        here[CallbackScope.PUT_OFF] = 0;
        PUT_OFF.remove();
    }
}
