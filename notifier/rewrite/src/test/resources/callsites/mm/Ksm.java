package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Pages of the same content that become one. */
class Ksm extends Changer {
    boolean writeProtect(Vma vma, Page page, long address) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        if (page.bytes() != PAGE) {
            return false;
        }
        range.init(space, address, address + PAGE);
        change(range, () -> {});
        return true;
    }

    void replace(Vma vma, Page page, Page kept, long address) {
        AddressSpace space = vma.space();
        InvalidationRange range = new InvalidationRange();
        range.init(space, address, address + kept.bytes());
        change(range, () -> {});
    }
}
