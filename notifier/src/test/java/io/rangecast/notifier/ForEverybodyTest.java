package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who cannot say what has happened tells everybody, also those who have masked out all but the end of the space. */
@Watchdog
class ForEverybodyTest {
    private static final int END_ONLY = InvalidationEvent.RELEASE.mask();

    private final World world = new World();
    private final List<String> told = new ArrayList<>();

    @Test
    @DisplayName("a range for everybody is told as UNMAP to each kind of listener and reader, whatever the mask")
    void w58WhoHasMaskedOutAllButTheEndIsTold() {
        Subscriber subscriber = new Subscriber("thread", record -> {
            record.forEachSubscription(hit -> told.add("tag " + hit.tag()));
            told.add(record.event().name() + (record.isForEverybody() ? " for everybody" : ""));
        });
        world.space.subscribe(0x1000, 0x1000, END_ONLY, 0, subscriber, 5);
        world.space.subscribe(0x1000, 0x1000, END_ONLY, 0, (subscription, said) -> told.add("called " + said.event()));
        Subscription guard = world.space.guard(0x1000, 0x1000, END_ONLY, 0);
        world.space.register(END_ONLY, 0, new Notifier() {
            @Override
            public boolean invalidateRangeStart(Invalidation said) {
                return told.add("notified " + said.event());
            }
        });
        subscriber.attach();
        long seen = guard.tryReadBegin();
        InvalidationRange range = new InvalidationRange();

        world.invalidate(0x1000, 0x2000);
        assertThat(told).isEmpty();
        assertThat(guard.readRetry(seen)).isFalse();

        range.initForEverybody(world.space, 0x1800, 0x1801);
        assertThat(world.producer.invalidateRangeStart(range)).isEqualTo(InvalidationResult.COMPLETED);
        assertThat(guard.readRetry(seen)).isTrue();
        assertThat(guard.tryReadBegin()).isEqualTo(Subscription.BUSY);
        world.end(range);

        assertThat(told).containsExactlyInAnyOrder("called UNMAP", "notified UNMAP", "tag 5", "UNMAP for everybody");
        range.init(world.space, 0x1800, 0x1801); // used again, for those who have asked for it
        world.producer.invalidateRangeStart(range);
        world.end(range);
        assertThat(told).hasSize(4);
    }
}
