package fs.proc;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationRange;
import io.rangecast.notifier.Vma;
import mm.Changer;

/** Processes that are asked to track anew which pages they write. */
class TaskMmu extends Changer {
    record Task(AddressSpace space) {}

    void clearReferences(Task task, boolean softDirty) {
        AddressSpace space = task.space();
        Vma vma;
        InvalidationRange range = new InvalidationRange();
        if (space == null) {
            return;
        }
        if (softDirty) {
            for (vma = next(space, null); vma != null; vma = next(space, vma)) {
                assert vma.space() == space;
            }
            range.init(space, 0, -1);
            change(range, () -> {});
        }
    }
}
