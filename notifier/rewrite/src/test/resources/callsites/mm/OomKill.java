package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Spaces whose memory is taken because there is none left. */
class OomKill extends Changer {
    boolean reap(AddressSpace space) {
        Vma vma;
        boolean done = true;
        for (vma = next(space, null); vma != null; vma = next(space, vma)) {
            if (vma.isReadable()) {
                InvalidationRange range = new InvalidationRange();
                range.init(space, vma.start(), vma.end());
                if (invalidator.invalidateRangeStartNonblock(range) == null) {
                    done = false;
                    continue;
                }
                invalidator.invalidateRangeEnd(range);
            }
        }
        return done;
    }
}
