package io.rangecast.ranges;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.AllocatedBytes;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever is done with a set, after its construction nothing is allocated. */
@ExtendWith(Seed.class)
class RangeSetAllocationTest {

    private final RangeSet set = new RangeSet(8);
    private final RangeSet other = new RangeSet(8);
    private long seen;

    @Test
    void addingBelowAndAtTheBound(SplittableRandom random) {
        long[] starts = random.longs(1024, 0, 0x1000).toArray();
        int[] next = {0};

        assertThat(AllocatedBytes.by(() -> {
                    long start = starts[next[0]++ & 1023];
                    if (start < 0x80) {
                        set.clear();
                    }
                    set.add(start, start + 0x10);
                    seen += set.size();
                }))
                .isZero();
    }

    @Test
    void addingASetAndAsking() {
        for (long start = 0; start < 0x1000; start += 0x100) {
            other.add(start, start + 0x10);
        }
        RangeSet.Visitor visitor = (start, end) -> seen += end - start;

        assertThat(AllocatedBytes.by(() -> {
                    set.clear();
                    set.add(0x800, 0x900);
                    set.addAll(other);
                    set.forEach(visitor);
                    seen += set.start(0) + set.end(1) + set.bytes();
                    seen += set.contains(0x800) && set.covers(0x800, 0x801) && set.overlaps(0x7ff, 0x801) ? 1 : 0;
                }))
                .isZero();
    }
}
