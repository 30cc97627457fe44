package io.rangecast.notifier;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;

/** Memory that was held and is freed, in a flight recording. Off by default, as {@link MemoryHeldEvent} is. */
@Name("io.rangecast.MemoryFreed")
@Label("Memory Freed")
@Description("A range or a batch that was retired or quarantined, and is freed now, by this thread")
@Category("Rangecast")
@Enabled(false)
final class MemoryFreedEvent extends Event {
    @Label("Space")
    int space;

    @Label("Start")
    @MemoryAddress
    long start;

    @Label("End")
    @MemoryAddress
    long end;

    @Label("Size")
    @DataAmount
    @Unsigned
    long bytes;

    @Label("Age")
    @Description("How long it was held")
    @Timespan(Timespan.NANOSECONDS)
    long age;

    static void commit(int spaceId, long start, long end, long bytes, long since) {
        MemoryFreedEvent event = new MemoryFreedEvent();
        if (event.shouldCommit() && Rehearsal.isOver()) {
            event.space = spaceId;
            event.start = start;
            event.end = end;
            event.bytes = bytes;
            event.age = System.nanoTime() - since;
            event.commit();
        }
    }
}
