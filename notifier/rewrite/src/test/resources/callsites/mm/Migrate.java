package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Pages that move to another node. */
class Migrate extends Changer {
    record Migration(Vma vma, long start, long end) {}

    record Walk(AddressSpace space, Migration migration) {}

    void collect(Migration migration) {
        InvalidationRange range = new InvalidationRange();
        Walk walk = new Walk(migration.vma().space(), migration);
        range.init(walk.space(), migration.start(), migration.end());
        change(range, () -> {});
    }

    void movePages(Migration migration, boolean[] movable) {
        InvalidationRange range = new InvalidationRange();
        long address = migration.start();
        boolean notified = false;
        for (int i = 0; i < movable.length; address += PAGE, i++) {
            if (movable[i] && !notified) {
                notified = true;
                range.init(migration.vma().space(), address, migration.end());
                invalidator.invalidateRangeStart(range);
            }
        }
        if (notified) {
            invalidator.invalidateRangeEnd(range);
        }
    }
}
