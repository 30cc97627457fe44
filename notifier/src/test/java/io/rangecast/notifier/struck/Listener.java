package io.rangecast.notifier.struck;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.IntervalNotifier;
import io.rangecast.notifier.Invalidation;
import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.Notifier;
import io.rangecast.notifier.RecordHandler;
import io.rangecast.notifier.Subscription;

/** Counts what it was told, as interval notifier, space notifier or record handler: a call counts when it is over. */
final class Listener implements IntervalNotifier, Notifier, RecordHandler {
    private final String name;
    int starts;
    int ends;
    int releases;
    int frees;
    long lastStart;

    Listener(String name) {
        this.name = name;
    }

    @Override
    public boolean invalidate(Subscription subscription, Invalidation invalidation) {
        starts++;
        return true;
    }

    @Override
    public boolean invalidateRangeStart(Invalidation invalidation) {
        starts++;
        return true;
    }

    @Override
    public void invalidateRangeEnd(Invalidation invalidation) {
        ends++;
    }

    @Override
    public boolean testYoung(AddressSpace space, long address) {
        starts++;
        return false;
    }

    @Override
    public void release(AddressSpace space) {
        releases++;
    }

    @Override
    public void free() {
        frees++;
    }

    @Override
    public void onRecord(InvalidationRecord record) {
        lastStart = record.start();
        starts++;
    }

    @Override
    public String toString() {
        return name;
    }
}
