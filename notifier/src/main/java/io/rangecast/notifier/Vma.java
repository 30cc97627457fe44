package io.rangecast.notifier;

import io.rangecast.ranges.Interval;
import java.util.Objects;

/**
 * One mapped area of an {@link AddressSpace}: a range, its protection and flags, a tag of the user's and a generation.
 * Immutable.
 *
 * <p>The id says which area this is, the generation which life of it: an address that came back is not the one that
 * went. The pieces of an area that is cut share both, and pieces that are alike again become one ({@link #join}). A space
 * that keeps its own areas numbers them; managers with an area map of their own make these objects themselves, and give
 * a new generation whenever a range is mapped anew.
 */
public final class Vma extends Interval {
    /** Protection bit: may be read. */
    public static final int READ = 1;

    /** Protection bit: may be written. */
    public static final int WRITE = 2;

    /** Protection bit: may be executed. */
    public static final int EXEC = 4;

    /** The generation of no life of any area. */
    private static final long UNNAMED = 0;

    private final AddressSpace space;
    private final long id;
    private final long generation;
    private final int protection;
    private final int flags;
    private final Object tag;

    Vma(AddressSpace space, long id, long generation, long start, long end, int protection, int flags, Object tag) {
        super(start, end);
        this.space = Objects.requireNonNull(space, "space");
        this.id = id;
        this.generation = generation;
        this.protection = checkProtection(protection);
        this.flags = flags;
        this.tag = tag;
    }

    /**
     * Makes an area for a manager with an area map of its own. {@link #withId} names it, and methods like that give it
     * protection, flags and tag; each of them makes a new object. As long as it has no name, its id and generation are 0,
     * and a record shows it as no area, whatever its protection: no two areas are taken for one, and caches drop every entry
     * that the record hits.
     *
     * @param space the space it belongs to
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return a new area
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public static Vma of(AddressSpace space, long start, long end) {
        return new Vma(space, 0, UNNAMED, start, end, 0, 0, null);
    }

    /**
     * The space in which the area is mapped.
     *
     * @return the space
     */
    public AddressSpace space() {
        return space;
    }

    /**
     * The number of this area.
     *
     * @return a number that is unique in the space
     */
    public long id() {
        return id;
    }

    /**
     * The number of this life of the area.
     *
     * @return a number that grows, from 1; 0 if it has no name, see {@link #of}
     */
    public long generation() {
        return generation;
    }

    /**
     * The protection: what may be done with the bytes.
     *
     * @return a union of {@link #READ}, {@link #WRITE} and {@link #EXEC}
     */
    public int protection() {
        return protection;
    }

    /**
     * The user's flags.
     *
     * @return the flags given at construction
     */
    public int flags() {
        return flags;
    }

    /**
     * The user's object, such as the memory behind the area.
     *
     * @return the tag, or null
     */
    public Object tag() {
        return tag;
    }

    /**
     * Whether the bytes may be read.
     *
     * @return true if the protection has {@link #READ}
     */
    public boolean isReadable() {
        return (protection & READ) != 0;
    }

    /**
     * A piece of this area, with everything but the bounds the same: the slicer of an area map.
     *
     * @param start first byte, unsigned
     * @param end the byte after the last, unsigned
     * @return a new area
     * @throws IllegalArgumentException for an empty or reversed range
     */
    public Vma slice(long start, long end) {
        return new Vma(space, id, generation, start, end, protection, flags, tag);
    }

    /** Rejects what is no protection; returns what is. */
    static int checkProtection(int protection) {
        if ((protection & ~(READ | WRITE | EXEC)) != 0) {
            throw new IllegalArgumentException(
                    "protection 0x" + Integer.toHexString(protection) + " is not within 0x7");
        }
        return protection;
    }

    /**
     * Makes one area of this and the one above, if they are pieces of one life of one area and nothing tells them apart any
     * more: the joiner of an area map ({@code vma_merge} of Linux). The whole has their id and generation, by which records and
     * translations know them; so what was learnt of either piece holds for the whole.
     *
     * @param above perhaps begins where this area ends
     * @return a new area over both; or null if they do not touch, are unnamed, or differ in space, id, generation, protection or
     *     flags, or their tags are not the same object
     */
    public Vma join(Vma above) {
        Objects.requireNonNull(above, "above");
        boolean alike = space == above.space
                && id == above.id
                && generation == above.generation
                && generation != UNNAMED
                && protection == above.protection
                && flags == above.flags
                && tag == above.tag
                && end() == above.start();
        return alike ? new Vma(space, id, generation, start(), above.end(), protection, flags, tag) : null;
    }

    /**
     * This area with another id; of generation 1, if it had no name.
     *
     * @param newId which area
     * @return a new area
     */
    public Vma withId(long newId) {
        return new Vma(space, newId, generation == UNNAMED ? 1 : generation, start(), end(), protection, flags, tag);
    }

    /**
     * This area with another generation.
     *
     * @param newGeneration which life of it, from 1; or 0 to leave it without a name
     * @return a new area
     */
    public Vma withGeneration(long newGeneration) {
        return new Vma(space, id, newGeneration, start(), end(), protection, flags, tag);
    }

    /**
     * This area with another protection.
     *
     * @param newProtection a union of {@link #READ}, {@link #WRITE} and {@link #EXEC}
     * @return a new area
     * @throws IllegalArgumentException if it is no protection
     */
    public Vma withProtection(int newProtection) {
        return new Vma(space, id, generation, start(), end(), newProtection, flags, tag);
    }

    /**
     * This area with other flags.
     *
     * @param newFlags the user's
     * @return a new area
     */
    public Vma withFlags(int newFlags) {
        return new Vma(space, id, generation, start(), end(), protection, newFlags, tag);
    }

    /**
     * This area with another tag.
     *
     * @param newTag the user's, or null
     * @return a new area
     */
    public Vma withTag(Object newTag) {
        return new Vma(space, id, generation, start(), end(), protection, flags, newTag);
    }

    @Override
    public String toString() {
        return super.toString() + " area 0x" + Long.toHexString(id) + " generation 0x" + Long.toHexString(generation);
    }
}
