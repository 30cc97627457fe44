package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Growth;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What windows find of the sections that they hit. */
class DistinctGroupsTest {
    private final ReaderGroup group = new ReaderGroup("readers");
    private final ReaderGroup other = new ReaderGroup("others");

    private static DistinctGroups at(ReaderGroup... groups) {
        DistinctGroups looks = new DistinctGroups();
        looks.begin();
        for (ReaderGroup each : groups) {
            looks.add(each);
        }
        return looks;
    }

    private static boolean areOver(DistinctGroups looks) {
        return looks.areOver(false, Long.MAX_VALUE);
    }

    @Test
    @DisplayName("a group that one window of a batch has looked at is not looked at for another")
    void aBatchLooksOnceAtEachGroup() {
        DistinctGroups ofBatch = at();
        DistinctGroups first = at(group);
        first.look(ofBatch);
        long section = group.enter(); // behind all states, so no window waits for it
        DistinctGroups second = at(other, group);
        second.look(ofBatch);
        assertThat(areOver(first)).isTrue();
        assertThat(areOver(second)).isTrue();
        DistinctGroups alone = at(group);
        alone.look();
        assertThat(areOver(alone)).isFalse();
        group.exit(section);
        assertThat(areOver(alone)).isTrue();
    }

    @Test
    @DisplayName("each of many groups is looked at once, however often it is hit, and whatever was hit before")
    void manyGroupsAreFoundAgain() {
        ReaderGroup[] groups =
                Stream.generate(() -> new ReaderGroup("one of many")).limit(100).toArray(ReaderGroup[]::new);
        DistinctGroups looks = new DistinctGroups();
        for (int many : new int[] {100, 3, 16, 17, 100}) {
            looks.begin();
            for (int hits = 0; hits < 2; hits++) {
                for (int i = 0; i < many; i++) {
                    assertThat(looks.add(groups[i])).isEqualTo(hits == 0 ? i + 1 : many);
                }
            }
            long section = groups[many - 1].enter();
            looks.look();
            assertThat(areOver(looks)).isFalse();
            groups[many - 1].exit(section);
            assertThat(areOver(looks)).isTrue();
            looks.end();
        }
    }

    @Test
    @DisplayName("a hit of one group more costs the same however many are hit already")
    void aHitDoesNotGrowWithTheOthers() {
        double growth = Growth.ofStep(50, 100, many -> {
            ReaderGroup[] groups = Stream.generate(() -> new ReaderGroup("one of many"))
                    .limit(many)
                    .toArray(ReaderGroup[]::new);
            DistinctGroups looks = at(groups);
            return () -> assertThat(looks.add(groups[0])).isEqualTo(many);
        });
        assertThat(growth).isLessThan(Growth.NONE);
    }

    @Test
    @DisplayName("windows of a batch wait each for the sections that all of them have met")
    void eachWindowWaitsForWhatAllHaveMet() {
        long section = group.enter();
        DistinctGroups ofBatch = at();
        DistinctGroups first = at(group);
        DistinctGroups second = at(group, other);
        first.look(ofBatch);
        second.look(ofBatch);
        assertThat(areOver(first)).isFalse();
        assertThat(areOver(second)).isFalse();
        group.exit(section);
        assertThat(areOver(first)).isTrue();
        assertThat(areOver(second)).isTrue();
    }
}
