package mm;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Small pages that become a huge one. */
class Khugepaged extends Changer {
    void collapse(AddressSpace space, long address, Page huge) {
        Page old = new Page(PAGE);
        int isolated = 0;
        Vma vma;
        InvalidationRange range = new InvalidationRange();

        vma = revalidate(space, address);
        if (vma == null || old.bytes() > huge.bytes()) {
            return;
        }
        range.init(space, address, address + HUGE);
        change(range, () -> {});
    }

    private Vma revalidate(AddressSpace space, long address) {
        return space.find(address);
    }
}
