package io.rangecast.notifier.struck;

import io.rangecast.notifier.InvalidationRecord;
import io.rangecast.notifier.RecordHandler;
import java.util.ArrayList;
import java.util.List;

/** Remembers the ranges it has let go of. */
final class Handler implements RecordHandler {
    private record Range(long start, long end) {}

    private final List<Range> gone = new ArrayList<>();

    @Override
    public void onRecord(InvalidationRecord record) {
        gone.add(new Range(record.start(), record.end()));
    }

    boolean hasLetGoOf(long start, long end) {
        return gone.stream().anyMatch(range -> range.start <= start && Long.compareUnsigned(end, range.end) <= 0);
    }
}
