package io.rangecast.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.ranges.fixture.Attempts;
import io.rangecast.ranges.fixture.Effort;
import io.rangecast.ranges.fixture.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Random calls of a ring, good ones and bad ones. A call fails just if it is bad, and has changed nothing then. */
@ExtendWith(Seed.class)
@Tag("proof")
class RandomRingCallsTest {
    private static final int CALLS = Effort.of(30_000);

    @Test
    void failJustIfTheyAreBad(SplittableRandom random) {
        Attempts attempts = new Attempts();
        SpscRecordRing ring = new SpscRecordRing(4);
        long published = 0;
        long released = 0;
        for (int i = 0; i < CALLS; i++) {
            boolean full = published - released == 4;
            boolean empty = published == released;
            long state = published;
            switch (random.nextInt(4)) {
                case 0 -> {
                    int slot = ring.claim();
                    assertThat(slot == SpscRecordRing.NONE).isEqualTo(full);
                    if (!full) {
                        ring.putLong(slot, RecordLayout.START, published);
                        published = ring.publish();
                    }
                }
                case 1 -> {
                    attempts.attempt(empty, () -> state + " " + ring.peek(), ring::release);
                    released += empty ? 0 : 1;
                }
                case 2 -> {
                    long number = random.nextBoolean() ? published + random.nextInt(-6, 6) : random.nextLong();
                    assertThat(ring.isReleased(number)).isEqualTo(number <= released);
                    assertThat(ring.peek() == SpscRecordRing.NONE).isEqualTo(empty);
                }
                default -> {
                    int capacity = random.nextBoolean() ? random.nextInt() : random.nextInt(6);
                    boolean bad = capacity < 2 || capacity > 1 << 24 || Integer.bitCount(capacity) != 1;
                    attempts.attempt(bad, () -> state, () -> new SpscRecordRing(capacity));
                }
            }
        }
        assertThat(attempts.rejected()).isBetween(CALLS / 10, CALLS * 9 / 10);
    }
}
