package mm;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Areas that get another protection. */
class Mprotect extends Changer {
    long changePmds(Vma vma, long address, long end, int protection) {
        long pages = 0;
        InvalidationRange range = new InvalidationRange();
        do {
            if (range.space() == null) {
                range.init(vma.space(), address, end);
                invalidator.invalidateRangeStart(range);
            }
            pages++;
            address += HUGE;
        } while (address < end);
        invalidator.invalidateRangeEnd(range);
        return pages;
    }
}
