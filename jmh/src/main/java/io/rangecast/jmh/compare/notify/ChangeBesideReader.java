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
 * Changes a page that the second thread holds, which works for a microsecond between its polls; the value is the time of a
 * change, in nanoseconds, as its caller sees it: in a window that waits, or retired.
 */
final class ChangeBesideReader implements Contender {
    private static final long PAGE = 4096;

    /** The clock is read once in so many. */
    private static final int AT_ONCE = 16;

    private static final long NANOS_OF_WORK = 1_000;

    /** How many records it takes at one poll: else, on the core of the producer, it might never come back from it. */
    private static final int MOST_AT_ONCE = 16;

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

    private long started;
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
        long number = started; // a field would lie beside what the reader looks at
        long taken;
        do {
            for (int i = 0; i < AT_ONCE; i++) {
                number++;
                change();
            }
            taken = System.nanoTime() - begun;
        } while (taken < nanos);
        started = number;
        return taken;
    }

    private void change() {
        if (retires) {
            invalidator.retire(range, changes::getAndIncrement);
            return;
        }
        InvalidationResult result = invalidator.invalidateRangeStart(range);
        changes.getAndIncrement();
        invalidator.invalidateRangeEnd(range);
        if (result != InvalidationResult.COMPLETED) {
            throw new IllegalStateException("a blockable start returned " + result);
        }
    }

    private void readAndPoll() {
        int limit =
                retires ? MOST_AT_ONCE : 1; // it would acknowledge change after change in one poll, on the same core
        int looks = 0;
        boolean last;
        do {
            last = stop; // and then once more, for what came before
            work();
            looks = subscriber.poll(last ? Integer.MAX_VALUE : limit) == 0 ? looks + 1 : 0;
            if (looks > PATIENCE) {
                Thread.yield();
            }
        } while (!last);
    }

    /** By the clock: a number of steps takes half as long on another day. */
    private static void work() {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < NANOS_OF_WORK) {
            Thread.onSpinWait();
        }
    }
}
