package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.AreaSnapshot;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Another thread looks while an area is moved to and fro. */
@Watchdog
class MoveIsOneStepTest {
    private static final int MOVES_SEEN = 50;

    private final Stress stress = new Stress();
    private final World world = new World();

    @Test
    @DisplayName("an area that is moved is where it was or where it goes, and never nowhere or in both places")
    void l2AMovedAreaIsInOnePlace() throws InterruptedException {
        world.space.map(world.producer, 0, 0x1000, 0, 0, null, MemoryChange.NONE);
        stress.meanwhile("mover", random -> {
            for (long from : new long[] {0, 0x1000}) {
                long to = 0x1000 - from;
                world.space.move(world.producer, world.space.find(from), to, to + 0x1000, null, MemoryChange.NONE);
            }
        });
        stress.worker("looker", random -> {
            long last = 0;
            for (int seen = 0; seen < MOVES_SEEN && stress.goesOn(); ) {
                AreaSnapshot<Vma> areas = world.space.areas();
                stress.check(areas.size() == 1, "areas: " + areas.size());
                long now = areas.find(0x1000) == null ? 0 : 0x1000;
                seen += now == last ? 0 : 1;
                last = now;
            }
        });
        stress.run();
        assertThat(world.space.areas().size()).isEqualTo(1);
    }
}
