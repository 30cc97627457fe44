package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.AGAIN;
import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static io.rangecast.notifier.InvalidationResult.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.PollingThread;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What checked mode finds in sections. */
@Watchdog
@Tag("checked")
class CheckedSectionTest {
    private final World world = new World();
    private final ReaderGroup group = new ReaderGroup("searches");
    private final Subscription a = world.space.subscribe(0x1000, 0x1000, group);
    private final InvalidationRange range = world.range(0x1000, 0x2000);

    @Test
    @DisplayName("a section that is left twice is found, whatever other sections are open")
    void s6ASectionThatIsLeftTwiceIsFound() {
        long section = group.enter();
        long other = group.enter();
        group.exit(section);

        assertThatThrownBy(() -> group.exit(section))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x" + Long.toHexString(section));

        assertThat(group.openSections()).isEqualTo(1);
        group.exit(other);
        ReaderGroup.Section once = group.section();
        once.close();
        assertThatThrownBy(once::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("a section that does not end is named with the place where it was entered")
    void s4WhereASectionWasEntered() {
        Invalidator impatient = world.impatient("impatient");
        long section = PollingThread.background(group::enter).join();
        assertThat(impatient.invalidateRangeStart(range)).isEqualTo(TIMED_OUT);

        assertThat(impatient.describeLaggards(range))
                .contains("reader group searches: 1 open section")
                .contains("entered by thread \"background\"")
                .contains("ReaderGroup.enter");

        impatient.invalidateRangeEnd(range);
        group.exit(section);
    }

    @Test
    @DisplayName("a start inside an own section that it would wait for is refused, and goes well once that is left")
    void s1AStartInsideAnOwnSectionIsRefused() {
        long section = group.enter();

        assertThatThrownBy(() -> world.producer.invalidateRangeStart(range))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("section of reader group searches");
        assertThat(world.producer.invalidateRangeStartNonblock(range)).isEqualTo(AGAIN);
        assertThat(world.producer.publish(range)).isFalse();
        assertThatThrownBy(() -> world.producer.await(range, 1_000_000)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(a::readBegin).isInstanceOf(IllegalStateException.class);
        world.end(range);

        group.exit(section);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(COMPLETED);
        world.end(range);
    }
}
