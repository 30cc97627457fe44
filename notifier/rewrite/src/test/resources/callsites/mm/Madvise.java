package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Contents that are given up. */
class Madvise extends Changer {
    void freeSingleArea(Vma vma, long from, long to) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        long start = Math.max(vma.start(), from);
        long end = Math.min(vma.end(), to);
        if (start < end) {
            range.init(space, start, end);
            change(range, () -> {});
        }
    }
}
