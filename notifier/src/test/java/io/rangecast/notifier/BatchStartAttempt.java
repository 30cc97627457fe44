package io.rangecast.notifier;

import static io.rangecast.notifier.ScarceMemory.PAGE;

/** As {@link StartAttempt}, with a batch of three ranges. */
final class BatchStartAttempt extends StartAttempt {
    private InvalidationBatch batch;

    @Override
    public void prepare(AddressSpace space) {
        super.prepare(space);
        batch = new InvalidationBatch(4).init(InvalidationEvent.UNMAP, 0, null, space);
        batch.add(0, 2 * PAGE).add(3 * PAGE, 50 * PAGE).add(60 * PAGE, 100 * PAGE);
    }

    @Override
    InvalidationResult start() {
        return invalidator.invalidateRangeStart(batch);
    }

    @Override
    void stop() {
        invalidator.invalidateRangeEnd(batch);
    }
}
