package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;

/**
 * Retires a page that this thread holds, and polls, while a number of other pages is held by a subscriber that never polls;
 * the value is the time of both in nanoseconds.
 */
final class RetireBesideHeld implements Contender {
    private static final long PAGE = 4096;

    /** The clock is read once in so many. */
    private static final int AT_ONCE = 64;

    private final String name;
    private final int held;
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange();
    private final Subscriber stuck = new Subscriber("stuck", record -> {});
    private final Subscriber polling = new Subscriber("polling", record -> {});
    private long retired;
    private long freed;

    RetireBesideHeld(String name, int held) {
        this.name = name;
        this.held = held;
        space.subscribe(0, PAGE, stuck);
        space.subscribe(PAGE, PAGE, polling);
        range.init(space, 0, PAGE);
        for (int i = 0; i < held; i++) {
            invalidator.retire(range, () -> {});
        }
        range.init(space, PAGE, 2 * PAGE);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        long before = retired;
        long begun = System.nanoTime();
        long taken;
        do {
            for (int i = 0; i < AT_ONCE; i++) {
                invalidator.retire(range, () -> freed++);
                polling.poll(1);
            }
            retired += AT_ONCE;
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        if (space.reapQuarantine() != held || freed != retired) {
            throw new IllegalStateException(retired + " pages are retired, " + freed + " freed, "
                    + space.counters().held() + " held");
        }
        return new double[] {(double) taken / (retired - before)};
    }
}
