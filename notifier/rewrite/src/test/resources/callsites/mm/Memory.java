package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Page tables: copied, cleared, written to, looked up. */
class Memory extends Changer {
    void copyRange(AddressSpace to, AddressSpace from, Vma vma) {
        long address = vma.start();
        long end = vma.end();
        InvalidationRange range = new InvalidationRange();
        boolean copyOnWrite = (vma.protection() & Vma.WRITE) != 0;
        if (copyOnWrite) {
            range.init(from, address, end);
            change(range, () -> {});
        }
    }

    void unmapAreas(Vma vma, long start, long end) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), start, end);
        change(range, () -> {});
        for (; vma != null && vma.start() < end; vma = next(vma.space(), vma)) {
            assert vma.end() > start;
        }
    }

    void zapRange(Vma vma, long start, long size) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), start, start + size);
        change(range, () -> {});
    }

    void zapRangeOfOne(Vma vma, long address, long size, Object details) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), address, address + size);
        change(range, () -> {});
    }

    Page copyOnWrite(Fault fault) {
        Vma vma = fault.vma();
        AddressSpace space = vma.space();
        Page copy = new Page(PAGE);
        InvalidationRange range = new InvalidationRange();
        range.init(space, fault.address() & -PAGE, (fault.address() & -PAGE) + PAGE);
        change(range, () -> {});
        return copy;
    }

    void follow(AddressSpace space, long address, InvalidationRange range, boolean huge) {
        if (huge) {
            if (range != null) {
                range.init(space, address & -HUGE, (address & -HUGE) + HUGE);
                invalidator.invalidateRangeStart(range);
            }
            return;
        }
        if (range != null) {
            range.init(space, address & -PAGE, (address & -PAGE) + PAGE);
            invalidator.invalidateRangeStart(range);
        }
    }
}
