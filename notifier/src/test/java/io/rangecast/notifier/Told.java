package io.rangecast.notifier;

import io.rangecast.ranges.Interval;

/** What an invalidation said, in a form that outlives it: the same for a callback as for a record. */
record Told(
        InvalidationEvent event,
        int flags,
        int space,
        long area,
        long generation,
        int protection,
        long owner,
        long start,
        long end) {

    static Told by(Invalidation said) {
        Vma area = said.vma();
        return new Told(
                said.event(),
                said.flags(),
                said.space().id(),
                area == null ? 0 : area.id(),
                area == null ? 0 : area.generation(),
                area == null ? 0 : area.protection(),
                said.owner(),
                said.start(),
                said.end());
    }

    static Told by(InvalidationRecord said) {
        return new Told(
                said.event(),
                said.flags(),
                said.spaceId(),
                said.vmaId(),
                said.vmaGeneration(),
                said.vmaProtection(),
                said.owner(),
                said.start(),
                said.end());
    }

    /** Event and range, as the tests of what is sent compare it. */
    String what() {
        return event + " " + Interval.toString(start, end);
    }
}
