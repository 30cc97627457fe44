package io.rangecast.notifier;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two producers, and a thread that subscribes, reads and closes, on two ranges. Each window is over one range: the
 * subscriptions that a window hits are entered one after the other, and no order is promised between them.
 */
@Tag("lincheck")
class RegistryLinearizabilityTest {
    private static final int THREADS = 3;

    @Test
    void aStartCallsWhoIsSubscribedAndAReadIsValidIfNoWindowWasOpenInIt() {
        Linearizability.of(Specification.class, THREADS).check(SpaceOperations.class);
    }

    @Test
    void aNewcomerThatDoesNotWaitForTheWindowsItHasMissedIsCaught() {
        Linearizability.assertCatches(
                Linearizability.of(Specification.class, THREADS), SpaceWhoseNewcomersReadAtOnce.class);
    }

    /** What the threads of a scenario do to a space. */
    @Param(name = "range", gen = IntGen.class, conf = "0:1")
    public static class SpaceOperations {
        private static final long SIZE = 0x10;
        private final AddressSpace space = new AddressSpace((error, invalidation, subscription) -> {});
        private final Producer first = new Producer();
        private final Producer second = new Producer();
        private final Subscription[] subscriptions = new Subscription[2];
        private final long[] seen = {Subscription.BUSY, Subscription.BUSY};

        private final class Producer {
            private final Invalidator invalidator = space.newInvalidator("producer");
            private final InvalidationRange window = new InvalidationRange();
            private boolean open;
            private int called;

            /** How many were called; -1 if a window is open. */
            int start(int range) {
                if (open) {
                    return -1;
                }
                open = true;
                called = 0;
                window.init(space, range * SIZE, (range + 1) * SIZE);
                invalidator.publish(window);
                return called;
            }

            boolean end() {
                if (!open) {
                    return false;
                }
                open = false;
                invalidator.invalidateRangeEnd(window);
                return true;
            }
        }

        @Operation(nonParallelGroup = "first")
        public int startFirst(@Param(name = "range") int range) {
            return first.start(range);
        }

        @Operation(nonParallelGroup = "first")
        public boolean endFirst() {
            return first.end();
        }

        @Operation(nonParallelGroup = "second")
        public int startSecond(@Param(name = "range") int range) {
            return second.start(range);
        }

        @Operation(nonParallelGroup = "second")
        public boolean endSecond() {
            return second.end();
        }

        @Operation(nonParallelGroup = "subscriber")
        public boolean subscribe(@Param(name = "range") int range) {
            if (subscriptions[range] != null) {
                return false;
            }
            subscriptions[range] = space.subscribe(range * SIZE, SIZE, this::call);
            return true;
        }

        private boolean call(Subscription subscription, Invalidation invalidation) {
            (invalidation == first.window.view() ? first : second).called++;
            return true;
        }

        /**
         * As {@link Subscription#closeAsync}, but for the grace period, which nobody here waits for: it may ask the JDK
         * for a thread, of which Lincheck knows nothing.
         */
        @Operation(nonParallelGroup = "subscriber")
        public boolean close(@Param(name = "range") int range) {
            if (subscriptions[range] == null) {
                return false;
            }
            subscriptions[range].leave();
            subscriptions[range].registry.subscriptions().withdraw(subscriptions[range]);
            subscriptions[range] = null;
            seen[range] = Subscription.BUSY;
            return true;
        }

        /** Whether a read has begun. */
        @Operation(nonParallelGroup = "subscriber")
        public boolean begin(@Param(name = "range") int range) {
            if (subscriptions[range] == null) {
                return false;
            }
            seen[range] = subscriptions[range].tryReadBegin();
            return seen[range] != Subscription.BUSY;
        }

        /** Whether the read that has begun is valid. */
        @Operation(nonParallelGroup = "subscriber")
        public boolean validate(@Param(name = "range") int range) {
            return subscriptions[range] != null && !subscriptions[range].readRetry(seen[range]);
        }

        final Subscription subscription(int range) {
            return subscriptions[range];
        }
    }

    /** Readers begin inside a window that was open when their subscription joined. */
    public static final class SpaceWhoseNewcomersReadAtOnce extends SpaceOperations {
        @Override
        public boolean subscribe(int range) {
            boolean joined = super.subscribe(range);
            if (joined) {
                subscription(range).tryReadBegin();
                subscription(range).endJoining();
            }
            return joined;
        }
    }

    public static final class Specification {
        private static final int NONE = -1;

        private final boolean[] subscribed = new boolean[2];
        private final boolean[] reading = new boolean[2];
        private final int[] windows = {NONE, NONE}; // of each producer: the range

        public int startFirst(int range) {
            return start(0, range);
        }

        public int startSecond(int range) {
            return start(1, range);
        }

        private int start(int producer, int range) {
            if (windows[producer] != NONE) {
                return -1;
            }
            windows[producer] = range;
            reading[range] = false;
            return subscribed[range] ? 1 : 0;
        }

        public boolean endFirst() {
            return end(0);
        }

        public boolean endSecond() {
            return end(1);
        }

        private boolean end(int producer) {
            boolean open = windows[producer] != NONE;
            windows[producer] = NONE;
            return open;
        }

        public boolean subscribe(int range) {
            boolean is = subscribed[range];
            subscribed[range] = true;
            return !is;
        }

        public boolean close(int range) {
            boolean was = subscribed[range];
            subscribed[range] = false;
            reading[range] = false;
            return was;
        }

        public boolean begin(int range) {
            reading[range] = subscribed[range] && windows[0] != range && windows[1] != range;
            return reading[range];
        }

        public boolean validate(int range) {
            return reading[range];
        }
    }
}
