package io.rangecast.jmh.compare.records;

import io.rangecast.jmh.rivals.records.RecordPath;
import java.util.function.LongSupplier;

/** Both sides spin: see {@link RecordLoops#copy}. */
final class SpinningLoops implements RecordLoops {
    /** The clock is read once in so many records. */
    private static final int SENT_AT_ONCE = 256;

    private static final int EXCHANGED_AT_ONCE = 16;

    /** After so many looks in vain, the other thread has no core. */
    private static final int PATIENCE = 10_000;

    @Override
    public long send(RecordPath path, long first, long deadline) {
        long number = first;
        do {
            for (int i = 0; i < SENT_AT_ONCE; i++) {
                sendOne(path, number++);
            }
        } while (System.nanoTime() - deadline < 0);
        return number - 1;
    }

    @Override
    public long exchange(RecordPath path, long first, long deadline) {
        long number = first;
        do {
            for (int i = 0; i < EXCHANGED_AT_ONCE; i++) {
                sendOne(path, number);
                for (int looks = 0; !path.isHandled(number); looks++) {
                    pause(looks);
                }
                number++;
            }
        } while (System.nanoTime() - deadline < 0);
        return number - 1;
    }

    private static void sendOne(RecordPath path, long number) {
        for (int looks = 0; !path.trySend(number); looks++) {
            pause(looks);
        }
    }

    @Override
    public void receive(RecordPath path, long first, LongSupplier last) {
        long next = first;
        for (int looks = 0; ; looks++) {
            int count = path.receive();
            if (count != 0) {
                next += count;
                looks = 0;
            } else if (next > last.getAsLong()) {
                return;
            } else {
                pause(looks);
            }
        }
    }

    /** Without the processor's own pause, which lasts longer than a line takes from core to core. */
    private static void pause(int looks) {
        if (looks > PATIENCE) {
            Thread.yield();
        }
    }
}
