package io.rangecast.notifier;

/** The sections of a group that were open when a window looked. Any thread. */
class OpenSections implements Holder {
    private final ReaderGroup group;

    /** Racy: each that was written is right. */
    private volatile long look;

    OpenSections(ReaderGroup group, long look) {
        this.group = group;
        this.look = look;
    }

    @Override
    public final Object party() {
        return group;
    }

    @Override
    public final String name() {
        return group.name();
    }

    @Override
    public final void owe(Waitlist<?> waitlist) {
        group.owe(waitlist);
    }

    @Override
    public final boolean hasLetGo() {
        long before = look;
        if (SectionCounts.isOver(before)) {
            return true;
        }
        long now = group.lookAgain(before);
        if (now != before) {
            look = now;
        }
        return SectionCounts.isOver(now);
    }
}
