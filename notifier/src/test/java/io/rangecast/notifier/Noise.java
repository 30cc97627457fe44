package io.rangecast.notifier;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Lines that everybody writes and reads before a race: they fill the processor's store buffer, so that a store that is
 * allowed to be late is late.
 */
final class Noise {
    static final int LINES = 8;

    private static final int LINE = 8;

    private final AtomicLongArray words = new AtomicLongArray(LINES * LINE);

    void write(SplittableRandom random) {
        write(random.nextInt(LINES));
    }

    void write(int lines) {
        for (int i = lines; i > 0; i--) {
            words.setOpaque(i * LINE, i);
        }
    }

    long read() {
        long sum = 0;
        for (int i = 0; i < LINES; i++) {
            sum += words.getOpaque(i * LINE);
        }
        return sum;
    }
}
