package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Area;
import io.rangecast.ranges.fixture.Attempts;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random calls with random arguments, good ones and bad ones. A call fails just if its arguments are bad, with the
 * exception that its documentation names, and has changed nothing then. What good calls do is for the oracle tests.
 */
@ExtendWith(Seed.class)
@Tag("proof")
class RandomCallsTest {
    private static final int CALLS = Effort.of(30_000);
    private static final int FEW = 12;
    private static final int MANY = 200;

    /** Where overflow, signs and emptiness lie. */
    private static final long[] EDGES = {0, 1, 2, 0x1000, Long.MAX_VALUE, Long.MIN_VALUE, Interval.MAX_END - 1, -1};

    private SplittableRandom random;
    private final Attempts attempts = new Attempts();

    @Test
    void ofATree(SplittableRandom given) {
        random = given;
        IntervalTree<Interval> tree = new IntervalTree<>();
        List<Interval> inside = new ArrayList<>();
        List<Interval> gone = new ArrayList<>(List.of(used()));
        for (int i = 0; i < CALLS; i++) {
            call(tree, inside, gone);
            if (inside.size() > MANY) {
                tree.clear();
                gone.addAll(inside.subList(0, FEW));
                inside.clear();
            }
        }
        assertThat(attempts.rejected()).isBetween(CALLS / 10, CALLS * 9 / 10);
    }

    private static Interval used() {
        Interval used = new Interval(0, 1);
        new IntervalTree<>().insert(used);
        return used;
    }

    private void call(IntervalTree<Interval> tree, List<Interval> inside, List<Interval> gone) {
        Supplier<List<Interval>> content = () -> Queries.all(tree.snapshot());
        long start = address();
        long end = address();
        int mask = random.nextInt(4);
        boolean bad = isBad(start, end);
        switch (random.nextInt(7)) {
            case 0 ->
                attempts.attempt(bad || mask == 0, content, () -> {
                    Interval made = new Interval(start, end, mask);
                    tree.insert(made);
                    inside.add(made);
                });
            case 1 -> attempts.attempt(true, content, () -> tree.insert(anyOf(inside, gone)));
            case 2 -> {
                List<Interval> come = new ArrayList<>(List.of(new Interval(1, 2), new Interval(1, 3)));
                boolean spoilt = random.nextBoolean();
                if (spoilt) {
                    come.add(random.nextBoolean() ? come.get(0) : anyOf(inside, gone));
                }
                List<Interval> leave = inside.subList(0, random.nextInt(Math.min(3, inside.size() + 1)));
                attempts.attempt(spoilt, content, () -> {
                    assertThat(tree.replaceAll(leave, come)).isEqualTo(leave.size());
                    gone.addAll(leave);
                    leave.clear();
                    inside.addAll(come);
                });
            }
            case 3 -> {
                Interval any = anyOf(inside, gone);
                assertThat(tree.remove(any)).isEqualTo(inside.remove(any));
                gone.add(any);
            }
            case 4 -> attempts.attempt(bad, content, () -> tree.snapshot().countOverlaps(start, end, mask));
            case 5 -> attempts.attempt(bad, content, () -> tree.snapshot().firstOverlap(start, end, mask));
            default ->
                attempts.attempt(bad, content, () -> tree.snapshot().forEachOverlap(start, end, mask, any -> true));
        }
    }

    private Interval anyOf(List<Interval> inside, List<Interval> gone) {
        List<Interval> from = inside.isEmpty() || random.nextBoolean() ? gone : inside;
        return from.get(random.nextInt(from.size()));
    }

    @Test
    void ofAMap(SplittableRandom given) {
        random = given;
        Area[] wrong = new Area[1]; // what the slicer answers instead
        AreaMap<Area> map = new AreaMap<>((area, start, end) -> wrong[0] == null ? area.slice(start, end) : wrong[0]);
        Supplier<List<Area>> content = () -> Queries.all(map.snapshot());
        Area last = new Area(0, 1, 0);
        map.put(last);
        for (int i = 0; i < CALLS; i++) {
            long start = address();
            long end = address();
            boolean bad = isBad(start, end);
            if (map.snapshot().size() > FEW) {
                map.remove(0, Interval.MAX_END);
            }
            switch (random.nextInt(7)) {
                case 0 -> attempts.attempt(bad, content, () -> map.put(new Area(start, end, 1)));
                case 1 -> {
                    Area put = last;
                    attempts.attempt(true, content, () -> map.put(put));
                }
                case 2 -> attempts.attempt(bad, content, () -> map.remove(start, end));
                case 3 ->
                    attempts.attempt(bad, content, () -> map.update(start, end, area -> area.tagged(2), Area::join));
                case 4 -> {
                    boolean any = !bad && map.snapshot().firstOverlap(start, end) != null;
                    attempts.attempt(
                            bad || any, content, () -> map.update(start, end, area -> new Area(5, 4096 * 3, 1)));
                }
                case 5 -> {
                    long size = address();
                    long alignment = random.nextBoolean() ? address() : 1L << random.nextInt(Long.SIZE);
                    boolean unfit = bad || size == 0 || Long.bitCount(alignment) != 1;
                    AreaSnapshot<Area> now = map.snapshot();
                    switch (random.nextInt(4)) {
                        case 0 -> attempts.attempt(unfit, content, () -> now.lowestGap(size, alignment, start, end));
                        case 1 -> attempts.attempt(unfit, content, () -> now.highestGap(size, alignment, start, end));
                        case 2 -> attempts.attempt(bad || size == 0, content, () -> now.lowestGap(size, start, end));
                        default -> attempts.attempt(bad || size == 0, content, () -> now.highestGap(size, start, end));
                    }
                }
                default -> {
                    boolean cuts = !bad && map.snapshot().forEach(area -> !isCut(area, start, end)) == false;
                    wrong[0] = new Area(7, 4096 * 3, 1);
                    attempts.attempt(bad || cuts, content, () -> map.remove(start, end));
                    wrong[0] = null;
                }
            }
            last = content.get().isEmpty() ? last : content.get().get(0);
        }
        assertThat(attempts.rejected()).isBetween(CALLS / 10, CALLS * 9 / 10);
    }

    private static boolean isCut(Area area, long start, long end) {
        boolean overlaps = Long.compareUnsigned(area.start(), end) < 0 && Long.compareUnsigned(start, area.end()) < 0;
        return overlaps && (Long.compareUnsigned(area.start(), start) < 0 || Long.compareUnsigned(end, area.end()) < 0);
    }

    @Test
    void ofASet(SplittableRandom given) {
        random = given;
        RangeSet set = new RangeSet(5);
        RangeSet other = new RangeSet(3);
        Supplier<String> content = () -> set + " " + set.isExact();
        for (int i = 0; i < CALLS; i++) {
            long start = address();
            long end = address();
            int index = random.nextInt(-2, 8);
            boolean bad = isBad(start, end);
            switch (random.nextInt(9)) {
                case 0 -> set.clear();
                case 1 -> attempts.attempt(bad, content, () -> set.add(start, end));
                case 2 -> attempts.attempt(bad, () -> content.get() + other, () -> other.add(start, end));
                case 3 -> set.addAll(random.nextBoolean() ? set : other);
                case 4 -> attempts.attempt(bad, content, () -> set.covers(start, end));
                case 5 -> attempts.attempt(bad, content, () -> set.overlaps(start, end));
                case 6 -> attempts.attempt(index < 0 || index >= set.size(), content, () -> set.start(index));
                case 7 -> attempts.attempt(index < 0 || index >= set.size(), content, () -> set.end(index));
                default -> {
                    int capacity = random.nextBoolean() ? random.nextInt() : index;
                    attempts.attempt(capacity < 1 || capacity > 1 << 16, content, () -> new RangeSet(capacity));
                }
            }
        }
        assertThat(attempts.rejected()).isBetween(CALLS / 10, CALLS * 9 / 10);
    }

    private static boolean isBad(long start, long end) {
        return Long.compareUnsigned(start, end) >= 0;
    }

    private long address() {
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextLong();
            default -> 0x1000L * random.nextInt(FEW);
        };
    }
}
