package io.rangecast.notifier;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.Unsigned;

/** Memory that was retired or quarantined, in a flight recording. Off by default: some retire all that they free. */
@Name("io.rangecast.MemoryHeld")
@Label("Memory Held")
@Description("A range or a batch whose memory is freed later, as somebody has not let go of it")
@Category("Rangecast")
@Enabled(false)
final class MemoryHeldEvent extends Event {
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

    @Label("Holders")
    @Description("Those who have not let go")
    String holders;

    @Label("Blocks Held")
    @Description("How many ranges and batches the space holds, with this one")
    long blocksHeld;

    @Label("Bytes Held")
    @DataAmount
    @Unsigned
    long bytesHeld;

    static void commit(int spaceId, Supplier<QuarantinedMemory> memory, HeldAmount amount) {
        MemoryHeldEvent event = new MemoryHeldEvent();
        if (event.shouldCommit() && Rehearsal.isOver()) {
            QuarantinedMemory held = memory.get();
            event.space = spaceId;
            event.start = held.start();
            event.end = held.end();
            event.bytes = held.bytes();
            event.holders = held.holders().toString();
            event.blocksHeld = amount.blocks();
            event.bytesHeld = amount.bytes();
            event.commit();
        }
    }
}
