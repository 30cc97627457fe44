package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What windows find of the sections that they hit. */
class GroupLooksTest {
    private final ReaderGroup group = new ReaderGroup("readers");
    private final ReaderGroup other = new ReaderGroup("others");

    private static GroupLooks at(ReaderGroup... groups) {
        GroupLooks looks = new GroupLooks();
        looks.begin();
        for (ReaderGroup each : groups) {
            looks.add(each);
        }
        return looks;
    }

    private static boolean areOver(GroupLooks looks) {
        return looks.areOver(false, Long.MAX_VALUE);
    }

    @Test
    @DisplayName("a group that one window of a batch has looked at is not looked at for another")
    void aBatchLooksOnceAtEachGroup() {
        GroupLooks ofBatch = at();
        GroupLooks first = at(group);
        first.look(ofBatch);
        long section = group.enter(); // behind all states, so no window waits for it
        GroupLooks second = at(other, group);
        second.look(ofBatch);
        assertThat(areOver(first)).isTrue();
        assertThat(areOver(second)).isTrue();
        GroupLooks alone = at(group);
        alone.look();
        assertThat(areOver(alone)).isFalse();
        group.exit(section);
        assertThat(areOver(alone)).isTrue();
    }

    @Test
    @DisplayName("windows of a batch wait each for the sections that all of them have met")
    void eachWindowWaitsForWhatAllHaveMet() {
        long section = group.enter();
        GroupLooks ofBatch = at();
        GroupLooks first = at(group);
        GroupLooks second = at(group, other);
        first.look(ofBatch);
        second.look(ofBatch);
        assertThat(areOver(first)).isFalse();
        assertThat(areOver(second)).isFalse();
        group.exit(section);
        assertThat(areOver(first)).isTrue();
        assertThat(areOver(second)).isTrue();
    }
}
