package io.rangecast.aeron;

import io.rangecast.notifier.AddressSpace;
import io.rangecast.notifier.Invalidator;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The covers of a mirror, and the curtain over all that it is not told of. The mirror's agent only, but for new covers. */
final class MirrorCovers {
    private final List<Cover> covers = new ArrayList<>();
    private final Curtain curtain;
    private final Queue<Cover> newCovers = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastId = new AtomicLong();

    /** Whether the home knows of none. */
    private boolean away;

    /** Whether no reader is let in any more, for good. */
    private boolean left;

    MirrorCovers(AddressSpace space, Invalidator invalidator) {
        curtain = new Curtain(space, invalidator, covers);
    }

    /** Any thread. */
    Cover add(long start, long end) {
        Cover cover = new Cover(lastId.incrementAndGet(), start, end);
        newCovers.add(cover);
        return cover;
    }

    void takeNew() {
        for (Cover cover = newCovers.poll(); cover != null; cover = newCovers.poll()) {
            covers.add(cover);
        }
    }

    // ---- from the home

    void onSubscribed(byte[] message, NumberedLink link, long now) {
        Cover cover = find(message, Cover.Step.ASKED, link);
        if (cover != null && left) { // the goodbye may be on its way: no reader is let in any more
            cover.step(Cover.Step.LEAVING);
        } else if (cover != null) {
            curtain.unsettle();
            cover.step(Cover.Step.READY);
            curtain.settle(now);
        }
    }

    void onUnsubscribed(byte[] message, NumberedLink link) {
        Cover cover = find(message, Cover.Step.LEFT, link);
        if (cover != null) {
            cover.step(Cover.Step.WANTED);
        }
    }

    private Cover find(byte[] message, Cover.Step step, NumberedLink link) {
        long id = PeerMessage.get(message, PeerMessage.WINDOW);
        for (Cover cover : covers) {
            if (cover.id() == id && cover.step() == step) {
                return cover;
            }
        }
        link.lose("no cover 0x" + Long.toHexString(id) + " has asked for that");
        return null;
    }

    // ---- to the home

    /**
     * Asks for what is wanted, and gives up what is not.
     *
     * @param isAny whether any is wanted
     */
    int ask(NumberedLink link, boolean isAny, long now) {
        curtain.settle(now);
        int work = 0;
        boolean none = true;
        for (int i = covers.size() - 1; i >= 0; i--) {
            Cover cover = covers.get(i);
            boolean isWanted = isAny && !cover.isClosed();
            switch (cover.step()) {
                case WANTED -> {
                    if (isWanted) {
                        step(cover, Cover.Step.ASKED, MessageType.SUBSCRIBE, link);
                        work++;
                    } else if (cover.isClosed()) {
                        covers.remove(i);
                    }
                }
                case READY -> {
                    if (!isWanted) {
                        curtain.unsettle();
                        cover.step(Cover.Step.LEAVING);
                        curtain.settle(now);
                        work++;
                    }
                }
                case LEAVING -> {
                    if (curtain.isAcknowledged(now)) {
                        step(cover, Cover.Step.LEFT, MessageType.UNSUBSCRIBE, link);
                        work++;
                    }
                }
                case ASKED, LEFT -> {}
            }
            none &= cover.step() == Cover.Step.WANTED;
        }
        away = none;
        return work;
    }

    /** An error behind the first line loses the session: the home would not answer what it is not told. */
    private static void step(Cover cover, Cover.Step next, MessageType type, NumberedLink link) {
        byte[] message = link.message(type);
        cover.step(next);
        PeerMessage.put(message, PeerMessage.START, cover.start());
        PeerMessage.put(message, PeerMessage.END, cover.end());
        PeerMessage.put(message, PeerMessage.WINDOW, cover.id());
        link.send(message);
    }

    /** Returns whether the home knows of none, as it has confirmed. */
    boolean areAway() {
        return away;
    }

    /** Returns whether no reader is let in any more: {@link #leaveAll}. */
    boolean areLeft() {
        return left;
    }

    // ---- the curtain

    /** Closes the curtain over everything: the home knows of no cover any more. */
    void hideAll(long now) {
        curtain.unsettle();
        for (Cover cover : covers) {
            cover.step(Cover.Step.WANTED);
        }
        away = false;
        curtain.settle(now);
    }

    /** Closes the curtain for good: no reader is let in any more; the home is going to be told. */
    void leaveAll(long now) {
        curtain.unsettle();
        for (Cover cover : covers) {
            if (cover.isReady()) {
                cover.step(Cover.Step.LEAVING);
            }
        }
        left = true;
        curtain.settle(now);
    }

    /** Returns whether all that is behind the curtain is dropped. */
    boolean isHiddenAcknowledged(long now) {
        return curtain.isAcknowledged(now);
    }

    /** Ends the curtain: the space is closed. */
    void end() {
        curtain.end();
    }
}
