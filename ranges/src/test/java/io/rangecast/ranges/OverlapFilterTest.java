package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.ranges.fixture.AllocatedBytes;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.RangeShape;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A filter never says that nothing overlaps where something does; where nothing does, it mostly says so. */
@ExtendWith(Seed.class)
@Tag("proof")
class OverlapFilterTest {
    private static final long PAGE = 0x1000;
    private static final int QUERIES = 10_000;

    private final IntervalTree<Interval> tree = IntervalTree.withFilter();
    private final List<Interval> content = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void whatOverlapsIsNeverDenied(RangeShape shape, SplittableRandom random) {
        for (int i = 0; i < Effort.of(50_000); i++) {
            change(shape, random);
            Interval range = random.nextInt(4) == 0 && !content.isEmpty()
                    ? content.get(random.nextInt(content.size()))
                    : shape.next(random);
            if (tree.snapshot().anyOverlap(range.start(), range.end(), Interval.EVERY_MASK)) {
                assertThat(tree.mayOverlap(range.start(), range.end()))
                        .as("%s among %d", range, content.size())
                        .isTrue();
            }
        }
    }

    private void change(RangeShape shape, SplittableRandom random) {
        switch (random.nextInt(64)) {
            case 0 -> {
                List<Interval> more = shape.nextFew(random);
                tree.insertAll(more);
                content.addAll(more);
            }
            case 1 -> {
                List<Interval> less = List.copyOf(content.subList(0, content.size() / 2));
                assertThat(tree.removeAll(less)).isEqualTo(less.size());
                content.removeAll(less);
            }
            case 2 -> {
                List<Interval> more = shape.nextFew(random);
                tree.replaceAll(content, more);
                content.clear();
                content.addAll(more);
            }
            case 3 -> {
                if (random.nextInt(100) == 0) {
                    tree.clear();
                    content.clear();
                }
            }
            default -> {
                if (random.nextInt(600) >= content.size()) {
                    content.add(shape.next(random));
                    tree.insert(content.get(content.size() - 1));
                } else {
                    assertThat(tree.remove(content.remove(random.nextInt(content.size()))))
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 10_000, 300_000})
    void fewPagesBetweenOthersAreTakenForTheirs(int size, SplittableRandom random) {
        insertEverySecondPage(size);

        assertThat(taken(random, size, page -> tree.mayOverlap(page + PAGE, page + 2 * PAGE)))
                .isLessThan(QUERIES / 20);
        assertThat(taken(random, size, page -> tree.mayOverlap(page + PAGE - 1, page + PAGE)))
                .isEqualTo(QUERIES);
    }

    @Test
    void fewGapsBetweenIntervalsOfManyLengthsAreTakenForThem(SplittableRandom random) {
        for (int i = 0; i < 10_000; i++) {
            long length = 1 + random.nextLong(PAGE << random.nextInt(24));
            tree.insert(new Interval((2L * i + 1) << 40, ((2L * i + 1) << 40) + length));
        }

        assertThat(taken(random, 10_000, page -> {
                    long gap = 2 * (page / (2 * PAGE)) << 40;
                    return tree.mayOverlap(gap, gap + PAGE * random.nextInt(1, 16));
                }))
                .isLessThan(QUERIES / 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {9_999, 10_000})
    void intervalsThatAreGoneAreForgottenAfterSomeChanges(int size, SplittableRandom random) {
        insertEverySecondPage(size);
        assertThat(tree.removeAll(content)).isEqualTo(size);
        comeAndGo(2 * size);

        assertThat(taken(random, size, page -> tree.mayOverlap(page, page + PAGE)))
                .isLessThan(QUERIES / 20);
    }

    @Test
    void whatIsClearedIsForgottenWithTheNextInsertion(SplittableRandom random) {
        insertEverySecondPage(9_999);
        tree.clear();
        comeAndGo(1);

        assertThat(taken(random, 9_999, page -> tree.mayOverlap(page, page + PAGE)))
                .isLessThan(QUERIES / 20);
    }

    @Test
    void intervalsThatComeAndGoDoNotFillTheFilter(SplittableRandom random) {
        insertEverySecondPage(10_000);
        comeAndGo(300_000);

        assertThat(taken(random, 10_000, page -> tree.mayOverlap(page + PAGE, page + 2 * PAGE)))
                .isLessThan(QUERIES / 10);
    }

    @Test
    void aRangeOfManyPagesIsLeftToTheTree() {
        tree.insert(new Interval(0, PAGE));

        assertThat(tree.mayOverlap(16 * PAGE, 32 * PAGE)).isFalse();
        assertThat(tree.mayOverlap(16 * PAGE, 32 * PAGE + 1)).isTrue();
    }

    @Test
    void inAnEmptyTreeNothingOverlaps() {
        assertThat(tree.mayOverlap(0, Interval.MAX_END)).isFalse();
    }

    @Test
    void aTreeWithoutFilterIsSearched() {
        IntervalTree<Interval> plain = new IntervalTree<>();
        plain.insert(new Interval(0, 1, 1));

        assertThat(plain.mayOverlap(0, Interval.MAX_END)).isTrue();
        assertThat(plain.mayOverlap(1, Interval.MAX_END)).isFalse();
    }

    @Test
    void whatIsNoRangeIsRejected() {
        assertThatThrownBy(() -> tree.mayOverlap(0x2000, 0x1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reversed range [0x2000,0x1000)");
        assertThatThrownBy(() -> new IntervalTree<>().mayOverlap(0x1000, 0x1000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("empty range [0x1000,0x1000)");
    }

    @Test
    void askingAllocatesNothing() {
        insertEverySecondPage(1000);
        long[] next = new long[1];

        assertThat(AllocatedBytes.by(() -> {
                    next[0] += PAGE;
                    tree.mayOverlap(next[0], next[0] + 3 * PAGE);
                }))
                .isZero();
    }

    private void comeAndGo(int count) {
        for (long i = 0; i < count; i++) {
            Interval guest = new Interval((1L << 40) + i * PAGE, (1L << 40) + (i + 1) * PAGE);
            tree.insert(guest);
            tree.remove(guest);
        }
    }

    private void insertEverySecondPage(int count) {
        List<Interval> pages = LongStream.range(0, count)
                .mapToObj(i -> new Interval(2 * i * PAGE, (2 * i + 1) * PAGE))
                .toList();
        content.addAll(pages);
        if (count % 3 == 0) { // at once, or one by one
            tree.insertAll(pages);
        } else {
            pages.forEach(tree::insert);
        }
    }

    /** For how many of {@link #QUERIES} of the pages inserted the filter says that something may overlap. */
    private static int taken(SplittableRandom random, int pages, LongPredicate mayOverlap) {
        int taken = 0;
        for (int i = 0; i < QUERIES; i++) {
            taken += mayOverlap.test(2 * PAGE * random.nextInt(pages)) ? 1 : 0;
        }
        return taken;
    }
}
