package io.rangecast.notifier;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.agrona.collections.Object2IntHashMap;

/**
 * The reader groups that one window hits, and what has been found of their sections. Belongs to the window's
 * {@link Acknowledgements}; all calls come from the producer's thread.
 */
final class DistinctGroups {
    private static final int UNKNOWN = -1;

    /** Up to so many are compared one by one. */
    private static final int FEW = 16;

    private ReaderGroup[] groups = new ReaderGroup[1];
    private long[] looks = new long[1];
    private int count;

    /** The place of each, once they are many; made then. A group that is not there any more is taken for a new one. */
    private Object2IntHashMap<ReaderGroup> places;

    /** The first so many need not be waited for. */
    private int settled;

    /** The last so many have sections for which somebody has waited in vain already. */
    private int stuck;

    /** Whether one of the settled is so because it is evicted, and has open sections. */
    private boolean evicted;

    void begin() {
        count = 0;
        forgetPlaces();
        lookAgain();
    }

    /** Before a further wait. */
    void lookAgain() {
        settled = 0;
        stuck = 0;
        evicted = false;
    }

    /** Forgets what it holds. */
    void end() {
        Arrays.fill(groups, 0, count, null);
        forgetPlaces();
    }

    private void forgetPlaces() {
        if (places != null && !places.isEmpty()) {
            places.clear();
        }
    }

    /** Adds a group, however often it is hit; returns how many there are. */
    int add(ReaderGroup group) {
        if (indexOf(group) >= 0) {
            return count;
        }
        if (count == groups.length) {
            looks = Arrays.copyOf(looks, 2 * count);
            groups = Arrays.copyOf(groups, 2 * count);
        }
        if (count >= FEW) {
            place(group);
        }
        groups[count] = group;
        return ++count;
    }

    private void place(ReaderGroup group) {
        if (places == null) {
            places = new Object2IntHashMap<>(UNKNOWN);
        }
        if (count == FEW) {
            forgetPlaces(); // of those that an error has kept out
            for (int i = 0; i < FEW; i++) {
                places.put(groups[i], i);
            }
        }
        places.put(group, count);
    }

    /** Negative if there is none. */
    private int indexOf(ReaderGroup group) {
        if (count > FEW) {
            int known = places.getValue(group);
            return known < count && known >= 0 && groups[known] == group ? known : UNKNOWN;
        }
        int i = count - 1;
        while (i >= 0 && groups[i] != group) {
            i--;
        }
        return i;
    }

    /** Once all states of the window are entered: looks which sections are open. */
    void look() {
        for (int i = 0; i < count; i++) {
            looks[i] = groups[i].look();
        }
    }

    /** Once all states of a batch are entered: looks likewise, but at no group that another of its windows has looked at. */
    void look(DistinctGroups ofBatch) {
        for (int i = 0; i < count; i++) {
            looks[i] = ofBatch.lookOnce(groups[i]);
        }
    }

    private long lookOnce(ReaderGroup group) {
        int known = indexOf(group);
        if (known < 0) {
            known = add(group) - 1;
            looks[known] = group.look();
        }
        return looks[known];
    }

    /**
     * Whether nobody need be waited for.
     *
     * @param patient whether evicted groups are waited for too
     * @param patience how long, in nanoseconds, sections must have been known to be stuck not to be waited for
     */
    boolean areOver(boolean patient, long patience) {
        while (settled < count - stuck) {
            if (isSettled(settled, patient)) {
                settled++;
            } else if (groups[settled].isStuckFor(patience)) {
                stuck++;
                exchange(settled, count - stuck);
            } else {
                return false;
            }
        }
        return true;
    }

    private boolean isSettled(int i, boolean patient) {
        if (hasLetGo(i)) {
            return true;
        }
        boolean givenUp = !patient && groups[i].isEvicted(); // read once: it may come true meanwhile
        evicted |= givenUp;
        return givenUp;
    }

    private boolean hasLetGo(int i) {
        if (!SectionCounts.isOver(looks[i])) {
            looks[i] = groups[i].lookAgain(looks[i]);
        }
        return SectionCounts.isOver(looks[i]);
    }

    private void exchange(int i, int j) {
        ReaderGroup group = groups[i];
        long look = looks[i];
        groups[i] = groups[j];
        looks[i] = looks[j];
        groups[j] = group;
        looks[j] = look;
    }

    /** Once they are over: whether each has let go, even those that are evicted. */
    boolean areComplete() {
        return !evicted && stuck == 0;
    }

    /** When a wait has ended: those that are stuck are asked once more. */
    void askAll() {
        stuck = 0;
    }

    /** When a wait that began at that moment has ended at its deadline. */
    void haveMissedADeadline(InvalidationRange range, long begun) {
        for (int i = settled; i < count; i++) {
            if (!hasLetGo(i) && groups[i].hasMissedADeadline(looks[i], begun)) {
                Recordings.laggard(range.space(), groups[i], begun);
            }
        }
    }

    /** How many sections are open in the groups that have not let go, those included that nobody waits for. O(stripes). */
    long openSections() {
        long open = 0;
        for (int i = settled; i < count - stuck; i++) {
            open += groups[i].openSections();
        }
        return open;
    }

    void announce(ParkingSpot producer) {
        for (int i = settled; i < count; i++) {
            if (!SectionCounts.isOver(looks[i])) {
                groups[i].announce(producer, looks[i]);
            }
        }
    }

    void retract(ParkingSpot producer) {
        for (int i = 0; i < count; i++) {
            groups[i].retract(producer);
        }
    }

    /** In checked mode, before a wait: fails if it would be for a section that this thread has entered. */
    void checkNotEnteredHere(InvalidationRange range) {
        for (int i = settled; i < count; i++) {
            if (groups[i].isEnteredHere()) {
                throw new IllegalStateException(
                        range + " would wait for a section of " + groups[i] + " that its own thread has entered");
            }
        }
    }

    /** The groups with sections that have not let go. Allocates: for reports. */
    List<ReaderGroup> laggards() {
        return IntStream.range(0, count)
                .filter(i -> !hasLetGo(i))
                .mapToObj(i -> groups[i])
                .toList();
    }

    /** Adds those that have not let go, to be asked after the window has ended. Allocates. */
    void addHolders(List<Holder> to) {
        for (int i = 0; i < count; i++) {
            if (!hasLetGo(i)) {
                to.add(new OpenSections(groups[i], looks[i]));
            }
        }
    }
}
