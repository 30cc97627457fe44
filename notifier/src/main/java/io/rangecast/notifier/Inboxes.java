package io.rangecast.notifier;

import java.util.Arrays;

/** The inboxes of one subscriber. Immutable; those that share a bit of the doorbell stand together. */
final class Inboxes {
    /** Bits of a doorbell that inboxes may have. */
    static final int BELLS = 62;

    private static final Inbox[] NONE = {};

    static final Inboxes EMPTY = new Inboxes(NONE);

    private final Inbox[] all;
    private final Inbox[][] byBell = new Inbox[BELLS][];

    private Inboxes(Inbox[] all) {
        this.all = all;
        for (int bell = 0; bell < BELLS; bell++) {
            long bit = 1L << bell;
            byBell[bell] =
                    Arrays.stream(all).filter(inbox -> inbox.bell() == bit).toArray(Inbox[]::new);
        }
    }

    Inboxes with(Inbox inbox) {
        Inbox[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = inbox;
        return new Inboxes(more);
    }

    Inboxes without(Inbox inbox) {
        return new Inboxes(Arrays.stream(all).filter(i -> i != inbox).toArray(Inbox[]::new));
    }

    Inbox[] all() {
        return all;
    }

    Inbox[] ofBell(int bell) {
        return byBell[bell];
    }

    int size() {
        return all.length;
    }

    /** Whether a record waits in a ring. */
    boolean haveRecords() {
        for (Inbox inbox : all) {
            if (inbox.hasRecords()) {
                return true;
            }
        }
        return false;
    }
}
