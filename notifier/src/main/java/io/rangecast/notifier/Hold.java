package io.rangecast.notifier;

/** What one party has not let go of, of some memory. */
final class Hold {
    private final HeldMemory memory;

    /** Null once it has let go, so that whoever has closed is not kept by those who have not. */
    private volatile Holder holder;

    Hold(HeldMemory memory, Holder holder) {
        this.memory = memory;
        this.holder = holder;
    }

    HeldMemory memory() {
        return memory;
    }

    /** Null once it has let go. */
    Holder holder() {
        return holder;
    }

    /** Asks the holder, and remembers that it has let go (v). */
    boolean isOver() {
        Holder asked = holder;
        if (asked != null && !memory.isOver()) {
            if (!asked.hasLetGo()) {
                return false;
            }
            holder = null;
        }
        return true;
    }
}
