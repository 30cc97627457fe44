package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.InvalidationEvent;
import io.rangecast.notifier.Invalidator;
import io.rangecast.notifier.internal.MirrorWindow;
import org.agrona.collections.Long2ObjectHashMap;

/** The windows of a mirror's space that are open because one of the home's is. The mirror's agent only. */
final class MirrorWindows {
    private final AddressSpace space;
    private final Invalidator invalidator;
    private final Long2ObjectHashMap<MirrorWindow> windows = new Long2ObjectHashMap<>();

    /** Numbers of STARTs that all here have let go of, and the home has not been told. */
    private final Numbers acknowledgements = new Numbers();

    /** Any thread reads it. */
    private volatile long lastStart;

    MirrorWindows(AddressSpace space, Invalidator invalidator) {
        this.space = space;
        this.invalidator = invalidator;
    }

    /** Opens a window, or finds the one that the START belongs to. */
    void onStart(byte[] message, NumberedLink link, long now) {
        long number = PeerMessage.get(message, PeerMessage.NUMBER);
        long name = PeerMessage.get(message, PeerMessage.WINDOW);
        MirrorWindow window = windows.get(name);
        if (window == null && name == number) {
            window = windowOf(message);
            windows.put(number, window); // first: what is opened is found when all is lost
            window.open(now);
        }
        lastStart = number;
        if (window == null) {
            link.lose("a START in window 0x" + Long.toHexString(name) + ", which is not open");
        } else {
            window.owe(number);
        }
    }

    private MirrorWindow windowOf(byte[] message) {
        long start = PeerMessage.get(message, PeerMessage.START);
        long end = PeerMessage.get(message, PeerMessage.END);
        byte event = message[PeerMessage.EVENT];
        return event == PeerMessage.EVERY_EVENT
                ? MirrorWindow.forAll(invalidator, space, start, end)
                : MirrorWindow.of(
                        invalidator,
                        space,
                        InvalidationEvent.of(event),
                        PeerMessage.flags(message),
                        start,
                        end,
                        PeerMessage.get(message, PeerMessage.OWNER));
    }

    void onEnd(byte[] message, NumberedLink link) {
        long name = PeerMessage.get(message, PeerMessage.WINDOW);
        MirrorWindow window = windows.get(name);
        if (window == null) {
            link.lose("the END of window 0x" + Long.toHexString(name) + ", which is not open");
        } else {
            window.homeHasEnded();
        }
    }

    /** Returns the number of the last START in this session; 0 if there was none. Any thread. */
    long lastStart() {
        return lastStart;
    }

    /** Notes what all have let go of, and ends what the home has ended. */
    int look(long now) {
        int work = 0;
        Long2ObjectHashMap<MirrorWindow>.ValueIterator all = windows.values().iterator();
        while (all.hasNext()) {
            MirrorWindow window = all.next();
            if (window.owes() && window.isAcknowledged(now)) {
                window.pay(acknowledgements::add);
                work++;
            }
            if (window.mayEnd()) {
                window.end(); // first: what an error leaves open is ended at the next look
                all.remove();
                work++;
            }
        }
        return work;
    }

    void sendAcknowledgements(NumberedLink link, long now) {
        while (!acknowledgements.isEmpty() && link.isFlushed()) {
            byte[] message = link.message(MessageType.ACK);
            PeerMessage.put(message, PeerMessage.START, acknowledgements.first());
            PeerMessage.put(message, PeerMessage.END, acknowledgements.takeWithFirst());
            link.send(message);
            link.flush(now);
        }
    }

    /** The session is over, and the curtain has fallen before all of them. Nothing is acknowledged. */
    void end() {
        lastStart = 0;
        acknowledgements.clear();
        Long2ObjectHashMap<MirrorWindow>.ValueIterator all = windows.values().iterator();
        while (all.hasNext()) {
            all.next().end(); // first: what an error leaves open is ended when the session is lost again
            all.remove();
        }
    }
}
