package mm;

import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;

/** Areas that move to another address. */
class Mremap extends Changer {
    void moveTables(Vma vma, long oldAddress, Vma newVma, long newAddress, long length) {
        long oldEnd = oldAddress + length;
        InvalidationRange range = new InvalidationRange();
        range.init(vma.space(), oldAddress, oldEnd);
        change(range, () -> {});
    }
}
