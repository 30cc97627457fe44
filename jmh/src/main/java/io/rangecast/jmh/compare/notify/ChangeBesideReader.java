package io.rangecast.jmh.compare.notify;

import io.rangecast.jmh.compare.engine.Contender;
import io.rangecast.jmh.compare.engine.Partner;
import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.InvalidationResult;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Subscriber;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes a page that the second thread holds, which works for about a microsecond between its polls, and takes at each
 * what is there then; the value is the time of a change, in nanoseconds, as its caller sees it: in a window that waits, or
 * retired.
 */
final class ChangeBesideReader implements Contender {
    private static final long PAGE = 4096;

    /** The clock is read once in so many. */
    private static final int AT_ONCE = 16;

    /** About a microsecond. */
    private static final int STEPS_OF_WORK = 700;

    /** After so many looks in vain, the other thread has no core. */
    private static final int PATIENCE = 1_000;

    private final String name;
    private final boolean retires;
    private final Partner partner;
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange().init(space, 0, PAGE);
    private final Subscriber subscriber = new Subscriber("partner", record -> {});
    private final AtomicLong changes = new AtomicLong();

    /** What the reader takes: else one that shares a core with the producer would answer change after change in one poll. */
    private final AtomicLong told = new AtomicLong();

    private long started;
    private long worked;
    private volatile boolean stop;

    ChangeBesideReader(String name, boolean retires, Partner partner) {
        this.name = name;
        this.retires = retires;
        this.partner = partner;
        space.subscribe(0, PAGE, subscriber);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] sample(int round, long nanos) {
        long before = started;
        long[] taken = new long[1];
        stop = false;
        partner.together(
                () -> {
                    try {
                        taken[0] = changeFor(nanos);
                    } finally {
                        stop = true;
                    }
                },
                this::readAndPoll);
        if (space.reapQuarantine() != 0 || changes.get() != started) {
            throw new IllegalStateException(started + " changes were begun, and " + changes + " made");
        }
        return new double[] {(double) taken[0] / (started - before)};
    }

    private long changeFor(long nanos) {
        long begun = System.nanoTime();
        long taken;
        do {
            for (int i = 0; i < AT_ONCE; i++) {
                change();
                started++;
            }
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        return taken;
    }

    private void change() {
        told.setRelease(started + 1);
        if (retires) {
            invalidator.retire(range, changes::getAndIncrement);
            return;
        }
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        changes.getAndIncrement();
        invalidator.invalidateRangeEnd(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException("a blockable start answered " + result);
        }
    }

    private void readAndPoll() {
        long work = worked;
        long taken = 0;
        int looks = 0;
        boolean last;
        do {
            last = stop; // and then once more, for what came before
            for (int i = 0; i < STEPS_OF_WORK; i++) {
                work = work * 6364136223846793005L + 1;
            }
            long there = told.getAcquire();
            int limit = last ? Integer.MAX_VALUE : (int) Math.max(1, there - taken);
            taken = there;
            looks = subscriber.poll(limit) == 0 ? looks + 1 : 0;
            if (looks > PATIENCE) {
                Thread.yield();
            }
        } while (!last);
        worked = work;
    }
}
