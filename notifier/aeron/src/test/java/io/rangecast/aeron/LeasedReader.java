package io.rangecast.aeron;

import io.rangecast.notifier.Subscription;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;

/** What a {@link PeerProcess} does that has a lease: it copies out of pages of the home's, and counts what it has validated. */
final class LeasedReader {
    /** How often it reads a page between begin and retry, so that it is mostly there when it is stopped. */
    private static final int ROUNDS = 200;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedByteBuffer memory;
    private final PeerMirror mirror;

    LeasedReader(MappedByteBuffer memory, PeerMirror mirror) {
        this.memory = memory;
        this.mirror = mirror;
    }

    void read() {
        MirrorGuard[] guards = new MirrorGuard[PeerProcess.PAGES];
        for (int page = 0; page < guards.length; page++) {
            guards[page] = mirror.guard((long) page * PeerProcess.PAGE, PeerProcess.PAGE);
        }
        while (true) {
            for (int page = 0; page < guards.length; page++) {
                read(guards[page], page);
            }
            memory.putLong(PeerProcess.SESSIONS, mirror.status().sessions());
            Thread.yield();
        }
    }

    private void read(MirrorGuard guard, int page) {
        long seen = guard.tryReadBegin();
        if (seen == Subscription.BUSY) {
            return;
        }
        int poisoned = 0;
        for (int round = 0; round < ROUNDS; round++) {
            if ((long) LONGS.getOpaque(memory, page * PeerProcess.PAGE) == PeerProcess.POISON) {
                poisoned++;
            }
        }
        if (!guard.readRetry(seen)) {
            PeerProcess.add(memory, PeerProcess.READS, ROUNDS);
            PeerProcess.add(memory, PeerProcess.POISONED, poisoned);
        }
    }
}
