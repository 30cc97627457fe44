package mm;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Huge pages that are written to, or split. */
class HugeMemory extends Changer {
    void writeBySmallPages(Fault fault, Page page) {
        Vma vma = fault.vma();
        long start = fault.address() & -HUGE;
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), start, start + HUGE);
        change(range, () -> {});
    }

    void write(Fault fault) {
        Vma vma = fault.vma();
        Page copy = new Page(HUGE);
        long start = fault.address() & -HUGE;
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), start, start + copy.bytes());
        change(range, () -> {});
    }

    void splitPud(Vma vma, long address) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), address & -HUGE, (address & -HUGE) + HUGE);
        change(range, () -> {});
    }

    void splitPmd(Vma vma, long address, boolean freeze, Page page) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), address & -HUGE, (address & -HUGE) + HUGE);
        change(range, () -> {});
    }
}
