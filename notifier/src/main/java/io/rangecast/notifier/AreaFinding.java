package io.rangecast.notifier;

import io.rangecast.ranges.Interval;

/**
 * A difference between the areas of a space and the operating system's list of mappings, as {@link AddressSpace#audit} finds it.
 *
 * @param kind how they differ
 * @param start first byte, unsigned
 * @param end the byte after the last, unsigned
 * @param area is not mapped so, and may be larger than this range; null if no area names the range
 * @param protection of the mapping: a union of {@link Vma#READ}, {@link Vma#WRITE} and {@link Vma#EXEC}; 0 if nothing is
 *     mapped
 */
public record AreaFinding(Kind kind, long start, long end, Vma area, int protection) {

    /** How an area and the list differ. */
    public enum Kind {
        /** An area names memory that is not mapped: it was unmapped and nobody was told, or is not mapped yet. */
        NOT_MAPPED,
        /** An area has another protection than the mapping. */
        OTHER_PROTECTION,
        /** Memory is mapped that no area names: it should have been unmapped, or nobody said that it is mapped. */
        NOT_NAMED
    }

    /** Whether this one says of all of another's range what that says. */
    boolean confirms(AreaFinding other) {
        return kind == other.kind
                && area == other.area
                && protection == other.protection
                && Long.compareUnsigned(start, other.start) <= 0
                && Long.compareUnsigned(other.end, end) <= 0;
    }

    AreaFinding part(long from, long to) {
        return new AreaFinding(kind, from, to, area, protection);
    }

    /** In words, with addresses in hex. */
    @Override
    public String toString() {
        String range = Interval.toString(start, end);
        return switch (kind) {
            case NOT_MAPPED -> range + " is not mapped, says the system; named by " + area;
            case OTHER_PROTECTION ->
                range + " is mapped as " + access(protection) + ", says the system; as " + access(area.protection())
                        + ", says " + area;
            case NOT_NAMED -> range + " is mapped as " + access(protection) + ", says the system; no area names it";
        };
    }

    private static String access(int protection) {
        return ((protection & Vma.READ) != 0 ? "r" : "-")
                + ((protection & Vma.WRITE) != 0 ? "w" : "-")
                + ((protection & Vma.EXEC) != 0 ? "x" : "-");
    }
}
