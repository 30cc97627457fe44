package io.rangecast.notifier.safety;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Pages that stay accessible and are overwritten with poison, for JVMs that cannot map memory. */
final class PoisonedPages implements Pages {
    private static final long POISON = 0xDEAD_BEEF_DEAD_BEEFL;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(COUNT * BYTES).order(ByteOrder.nativeOrder());

    @Override
    public long give(int page, long word) {
        fill(page, word);
        return (long) page * BYTES;
    }

    @Override
    public void take(int page, Taking how) {
        fill(page, POISON);
    }

    @Override
    public long read(long raw) {
        return memory.getLong((int) raw);
    }

    private void fill(int page, long word) {
        for (int i = 0; i < BYTES; i += Long.BYTES) {
            memory.putLong(page * BYTES + i, word);
        }
    }
}
