package kernel.events;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;
import mm.Changer;

/** Pages that get a breakpoint. */
class Uprobes extends Changer {
    void replace(Vma vma, long address, Page old, Page probed) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        range.init(space, address, address + PAGE);
        change(range, () -> {});
    }
}
