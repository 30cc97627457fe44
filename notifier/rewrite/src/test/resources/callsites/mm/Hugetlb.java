package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Areas of huge pages alone. */
class Hugetlb extends Changer {
    void copyRange(AddressSpace to, AddressSpace from, Vma vma) {
        boolean copyOnWrite = (vma.protection() & Vma.WRITE) != 0;
        InvalidationRange range = new InvalidationRange();
        if (copyOnWrite) {
            range.init(from, vma.start(), vma.end());
            change(range, () -> {});
        }
    }

    void unmapRange(Vma vma, long start, long end, Page only) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        range.init(space, start, end);
        change(range, () -> {});
    }

    void copyOnWrite(AddressSpace space, Vma vma, long address, Page page) {
        long start = address & -HUGE;
        InvalidationRange range = new InvalidationRange();
        range.init(space, start, start + HUGE);
        change(range, () -> {});
    }

    long changeProtection(Vma vma, long address, long end, int protection) {
        AddressSpace space = vma.space();
        long start = address;
        InvalidationRange range = new InvalidationRange();
        range.init(space, start, end);
        change(range, () -> {});
        return end - start;
    }
}
