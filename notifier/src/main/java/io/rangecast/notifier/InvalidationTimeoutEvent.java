package io.rangecast.notifier;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;

/** A wait that ended at its deadline, in a flight recording. Rare and important, so on by default. */
@Name("io.rangecast.InvalidationTimeout")
@Label("Invalidation Timeout")
@Description("A wait for acknowledgements that ended at its deadline")
@Category("Rangecast")
final class InvalidationTimeoutEvent extends Event {
    @Label("Space")
    int space;

    @Label("Start")
    @MemoryAddress
    long start;

    @Label("End")
    @MemoryAddress
    long end;

    @Label("Laggards")
    @Description("The subscribers that have not acknowledged, and reader groups with sections that are still open")
    String laggards;

    @Label("Details")
    @Description(
            "What the threads of these do: their stacks, and the locks that they wait for; how many sections are open")
    String details;

    static void commit(
            InvalidationRange range, Supplier<List<Subscriber>> laggards, Supplier<List<ReaderGroup>> lateGroups) {
        InvalidationTimeoutEvent event = new InvalidationTimeoutEvent();
        if (event.shouldCommit() && Rehearsal.isOver()) {
            event.space = range.space().id();
            event.start = range.start();
            event.end = range.end();
            List<Subscriber> late = laggards.get();
            List<ReaderGroup> groups = lateGroups.get();
            event.laggards =
                    Stream.concat(late.stream(), groups.stream()).toList().toString();
            event.details = LaggardReport.of(late, groups);
            event.commit();
        }
    }
}
