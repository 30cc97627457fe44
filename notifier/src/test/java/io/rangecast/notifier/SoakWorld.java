package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Stress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/** What soaks: producers that lose patience, holders that fail in every way they can, and visitors. */
final class SoakWorld {
    static final int PAGES = 64;
    static final long PAGE = 0x1000;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final List<Throwable> errors = new CopyOnWriteArrayList<>();
    final AddressSpace space = new AddressSpace((error, said, source) -> errors.add(error));

    /** What a blockable start takes, in nanoseconds, answered or not. */
    final Recorder latency = new Recorder(3);

    private final Stress stress;
    private final int pagesOfEach;

    /** Odd while the page must not be used. */
    final AtomicIntegerArray versions = new AtomicIntegerArray(PAGES);

    final LongAdder uses = new LongAdder();
    private final LongAdder lives = new LongAdder();
    final LongAdder failures = new LongAdder();
    private final LongAdder quarantined = new LongAdder();
    private final LongAdder visits = new LongAdder();

    SoakWorld(Stress stress, int producers) {
        this.stress = stress;
        pagesOfEach = PAGES / producers;
    }

    /** What was done, in a line. */
    String summary() {
        return space.counters() + ", uses=" + uses + ", lives=" + lives + ", handler failures=" + failures
                + ", quarantined=" + quarantined + ", visits=" + visits;
    }

    /** Whether each fault has happened, and more than that. */
    boolean hasDoneEverything() {
        SpaceCounters counters = space.counters();
        return counters.windows() > 0
                && counters.timeouts() > 0
                && counters.evictions() > 0
                && counters.deaths() > 0
                && failures.sum() > 0
                && quarantined.sum() > 0
                && uses.sum() > 0
                && visits.sum() > 0;
    }

    // ---- producers

    /** Each has pages of its own, and invalidators that come and go. */
    Stress.Step producer(int number) {
        Invalidator[] invalidator = {newInvalidator(number)};
        InvalidationRange range = new InvalidationRange();
        InvalidationBatch batch = new InvalidationBatch(4);
        return random -> {
            int page = number * pagesOfEach + random.nextInt(pagesOfEach - 2);
            switch (random.nextInt(8)) {
                case 0 -> nonblocking(invalidator[0], range, page);
                case 1 -> batched(invalidator[0], batch, page);
                case 2 -> {
                    if (random.nextInt(100) == 0) {
                        invalidator[0].close();
                        invalidator[0] = newInvalidator(number);
                    }
                }
                default -> blocking(invalidator[0], range, page, random);
            }
            Stress.pause(random, 400);
        };
    }

    private Invalidator newInvalidator(int number) {
        return space.newInvalidator("producer " + number, PATIENCE_NANOS);
    }

    private InvalidationRange range(InvalidationRange range, int page) {
        return range.init(space, page * PAGE, (page + 1) * PAGE);
    }

    private void nonblocking(Invalidator invalidator, InvalidationRange range, int page) {
        if (invalidator.invalidateRangeStartNonblock(range(range, page)) == InvalidationResult.COMPLETED) {
            change(page);
            invalidator.invalidateRangeEnd(range);
        }
    }

    private void batched(Invalidator invalidator, InvalidationBatch batch, int page) {
        batch.init(InvalidationEvent.CLEAR, 0, null, space)
                .add(page * PAGE, (page + 1) * PAGE)
                .add((page + 2) * PAGE, (page + 3) * PAGE);
        if (invalidator.invalidateRangeStart(batch) == InvalidationResult.COMPLETED) {
            change(page);
            change(page + 2);
        }
        invalidator.invalidateRangeEnd(batch);
    }

    private void blocking(Invalidator invalidator, InvalidationRange range, int page, SplittableRandom random) {
        long begun = System.nanoTime();
        InvalidationResult result = invalidator.invalidateRangeStart(range(range, page));
        latency.recordValue(System.nanoTime() - begun);
        if (result != InvalidationResult.COMPLETED && random.nextInt(4) == 0) {
            invalidator.quarantine(range, quarantined::increment);
            return;
        }
        if (result == InvalidationResult.TIMED_OUT) {
            stress.check(!invalidator.laggards(range).isEmpty() || isOver(invalidator, range), "nobody is named");
            result = random.nextBoolean() ? invalidator.await(range) : invalidator.evict(range);
        }
        if (result == InvalidationResult.COMPLETED) {
            change(page);
        }
        invalidator.invalidateRangeEnd(range);
    }

    /** Who was late may have answered before it could be named. */
    private static boolean isOver(Invalidator invalidator, InvalidationRange range) {
        return invalidator.await(range, 0) != InvalidationResult.TIMED_OUT;
    }

    private void change(int page) {
        versions.incrementAndGet(page);
        versions.incrementAndGet(page);
    }

    // ---- holders

    /** One life in a thread of its own, as it may end with it. */
    void liveAsHolder(SplittableRandom random) throws InterruptedException {
        SplittableRandom own = random.split();
        Thread life = stress.thread("life", ignored -> new SoakHolder(this, stress, own).live());
        life.start();
        if (own.nextInt(8) == 0) {
            life.interrupt();
        }
        life.join();
        lives.increment();
    }

    // ---- visitors

    /** Who comes and goes: callbacks, readers, notifiers. */
    void visit(SplittableRandom random) {
        Subscription visiting = space.subscribe(random.nextInt(PAGES) * PAGE, 4 * PAGE, (subscription, said) -> true);
        visiting.readRetry(visiting.readBegin(TimeUnit.MILLISECONDS.toNanos(1)));
        Registration registration = space.register(new Notifier() {
            @Override
            public void invalidateRangeEnd(Invalidation said) {
                uses.increment();
            }
        });
        if (random.nextBoolean()) {
            visiting.closeAsync().toCompletableFuture().join();
            registration.close();
        } else {
            visiting.close();
            registration.closeAsync().toCompletableFuture().join();
        }
        if (random.nextInt(1_000) == 0) {
            space.reapQuarantine();
            endASpace();
        }
        visits.increment();
    }

    private void endASpace() {
        AddressSpace brief = new AddressSpace((error, said, source) -> errors.add(error));
        brief.subscribe(0, PAGE, (subscription, said) -> true);
        brief.release(brief.newInvalidator("brief"), MemoryChange.NONE);
    }
}
