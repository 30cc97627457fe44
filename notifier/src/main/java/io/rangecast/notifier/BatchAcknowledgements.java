package io.rangecast.notifier;

/** The acknowledgements of all windows of a batch. Belongs to the batch; all calls come from the producer's thread. */
final class BatchAcknowledgements implements AcknowledgementCondition {
    private final InvalidationBatch batch;

    /** Those behind it are over. */
    private int left;

    BatchAcknowledgements(InvalidationBatch batch) {
        this.batch = batch;
    }

    /** Before a wait: known laggards who have been silent for so long are not waited for. */
    void begin(long nanos) {
        left = batch.count();
        for (int i = 0; i < left; i++) {
            batch.range(i).window.acknowledgements().expectWithin(nanos);
        }
    }

    /** From the last: a subscriber that has acknowledged it has mostly acknowledged all. */
    @Override
    public boolean isOver() {
        while (left > 0 && batch.range(left - 1).window.isOver()) {
            left--;
        }
        return left == 0;
    }

    @Override
    public void checkMayWait() {
        for (int i = 0; i < left; i++) {
            batch.range(i).window.checkMayWait();
        }
    }

    @Override
    public void announce(Thread current) {
        for (int i = 0; i < left; i++) {
            batch.range(i).window.announce(current);
        }
    }

    @Override
    public void retract() {
        for (int i = 0; i < batch.count(); i++) {
            batch.range(i).window.retract();
        }
    }

    /** Most are hit by each of them, so one tells. */
    @Override
    public boolean mayAllRun() {
        return left == 0 || batch.range(left - 1).window.mayAllRun();
    }

    @Override
    public long spinNanos() {
        return left == 0 ? 0 : batch.range(left - 1).window.spinNanos();
    }

    @Override
    public long longestSleep(long waitedNanos) {
        return batch.range(0).window.longestSleep(waitedNanos);
    }

    @Override
    public Alarm alarm() {
        return batch.range(0).window.alarm();
    }
}
