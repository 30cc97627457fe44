package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Row T6: a thread that chooses victims among its own translations, which its handler drops. */
@Watchdog
class OwnStructureTest {
    private static final long PAGE = 0x1000;
    private static final int PAGES = 64;
    private static final int COLD = 8;

    private final World world = new World();
    private final Map<Long, Long> translations = new HashMap<>();

    /** The thread of the test reads. */
    private void read() {
        Subscriber subscriber = new Subscriber("reader", this::drop);
        world.space.subscribe(0, PAGES * PAGE, subscriber);
        subscriber.poll(1);
        for (long page = 0; page < PAGES; page++) {
            translations.put(page * PAGE, page);
        }
    }

    private void drop(InvalidationRecord record) {
        translations.keySet().removeIf(page -> record.overlaps(page, page + PAGE));
    }

    private static boolean isCold(long page) {
        return page % (COLD * PAGE) == 0;
    }

    @Test
    @DisplayName("who publishes in the walk and awaits behind it walks a structure that nobody changes")
    void t6WhoPublishesInTheWalkAndAwaitsBehindItIsNotDisturbed() {
        read();
        List<InvalidationRange> victims = new ArrayList<>();
        for (long page : translations.keySet()) {
            if (isCold(page)) {
                InvalidationRange victim = world.range(page, page + PAGE);
                world.producer.publish(victim);
                victims.add(victim);
            }
        }
        assertThat(translations).hasSize(PAGES);
        for (InvalidationRange victim : victims) {
            assertThat(world.producer.await(victim)).isEqualTo(COMPLETED);
            assertThat(translations).doesNotContainKey(victim.start());
            world.end(victim);
        }
        assertThat(translations).hasSize(PAGES - PAGES / COLD);
    }

    @Test
    @DisplayName("a start inside the walk runs the handler, and so changes the structure under the iterator")
    void t6AStartInsideTheWalkChangesTheStructure() {
        read();
        assertThatThrownBy(() -> {
                    for (long page : translations.keySet()) {
                        if (isCold(page)) {
                            world.end(world.open(page, page + PAGE));
                        }
                    }
                })
                .isInstanceOf(ConcurrentModificationException.class);
        world.assertNothingOpen();
    }
}
