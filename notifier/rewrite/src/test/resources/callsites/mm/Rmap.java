package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Every place where one page is mapped. */
class Rmap extends Changer {
    boolean cleanOne(Page page, Vma vma, long address) {
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), address, Math.min(vma.end(), address + page.bytes()));
        change(range, () -> {});
        return true;
    }

    boolean unmapOne(Page page, Vma vma, long address) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), address, Math.min(vma.end(), address + page.bytes()));
        change(range, () -> space.find(address));
        return true;
    }
}
