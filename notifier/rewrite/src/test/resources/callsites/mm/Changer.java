package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.Vma;

/** What all callers have: pages, faults, and the window that they open once the range is initialised. */
public abstract class Changer {
    protected static final long PAGE = 0x1000;
    protected static final long HUGE = 0x20_0000;

    protected Invalidator invalidator;

    /** A page of memory. */
    public record Page(long bytes) {}

    /** An access that failed. */
    public record Fault(Vma vma, long address) {}

    protected void change(InvalidationRange range, Runnable change) {
        invalidator.invalidateRangeStart(range);
        change.run();
        invalidator.invalidateRangeEnd(range);
    }

    protected Vma next(AddressSpace space, Vma vma) {
        return space.find(vma == null ? 0 : vma.end());
    }
}
