package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Crew;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Seed.class)
@Timeout(240)
@Tag("proof")
class OverlapFilterConcurrencyTest {
    private static final int INSERTIONS = Effort.of(500_000);
    private static final int KEPT = 10;

    /** So small that it is built anew again and again. */
    private final IntervalTree<Interval> tree = new IntervalTree<>();

    private final OverlapFilter filter = new OverlapFilter(tree::snapshot, 1);

    @Test
    void whatOneThreadHasInsertedIsFoundWhileOthersBuild(SplittableRandom random) throws Exception {
        AtomicLong next = new AtomicLong();
        Crew.Task comeAndGo = () -> comeAndGo(next);

        new Crew()
                .work(comeAndGo)
                .work(comeAndGo)
                .work(comeAndGo)
                .work(comeAndGo)
                .run();

        assertThat(tree.snapshot().size()).isEqualTo(4 * KEPT);
    }

    /** Nothing else is near what this thread inserts, so nobody else's bits can stand for its own. */
    private void comeAndGo(AtomicLong next) {
        Deque<Interval> own = new ArrayDeque<>();
        for (int i = 0; i < INSERTIONS; i++) {
            long start = next.getAndIncrement() << 20;
            Interval interval = new Interval(start, start + 1);
            filter.prepare(1);
            tree.insert(interval);
            filter.enter(interval);
            own.add(interval);
            if (own.size() > KEPT) {
                tree.remove(own.remove());
                filter.takenOut(1);
            }
            for (Interval held : own) {
                assertThat(filter.mayOverlap(held.start(), held.end())).isTrue();
            }
        }
    }
}
