package io.rangecast.notifier.stopped;

import java.util.EnumSet;
import java.util.Set;

/** What the threads of a {@link StoppedProgram} do, over and over, and who rightly waits for one that stands. */
enum Role {
    /** Starts and ends over a range of its own, which hits everybody near it. */
    PRODUCER,
    /** Another producer that hits the same subscriber. */
    NEIGHBOUR,
    /** A producer that has nothing to do with those. */
    STRANGER,
    /** Starts and ends batches that hit the stranger's subscriber. */
    BATCH_PRODUCER,
    /** Retires memory that the poller holds. */
    RETIRER,
    /** Comes, starts, and goes. */
    GUEST,
    OTHER_GUEST,
    LAST_GUEST,
    /** Makes producers that it forgets, and comes back to one that made way for those. */
    FORGETFUL,
    /** Takes what the producer and its neighbour publish. */
    POLLER,
    /** Takes what the stranger publishes. */
    STRANGERS_POLLER,
    /** Takes what nobody but the producer publishes. */
    IDLER,
    /** Takes what guests publish, as one subscriber after the other. */
    HOST,
    /** Starts and ends over a range of which a device answers later. */
    DRIVER,
    /** Takes what the driver publishes, and defers it. */
    DEVICE,
    /** Completes what the device has deferred. */
    COMPLETER,
    /** Goes offline and comes back, over the stranger's range. */
    SLEEPER,
    /** Reads where nobody changes anything. */
    READER,
    /** Reads in the producer's range, and waits for the end of its windows. */
    WAITING_READER,
    /** Enters and leaves sections of a group in the producer's range. */
    SECTION,
    /** Comes and goes with a callback where nobody changes anything. */
    SUBSCRIBER,
    /** Comes and goes in the producer's range. */
    NEAR_SUBSCRIBER,
    /** Registers and unregisters notifiers. */
    REGISTRAR;

    /** Who may have to wait, or has nothing to do, while a thread of this role stands wherever it does: all others go on. */
    Set<Role> waiting() {
        switch (this) {
            case PRODUCER:
                return EnumSet.of(IDLER, REGISTRAR);
            case NEIGHBOUR: // a close waits for callbacks that run
            case STRANGER:
            case BATCH_PRODUCER:
            case RETIRER:
            case GUEST:
            case OTHER_GUEST:
            case LAST_GUEST:
            case FORGETFUL:
                return EnumSet.of(REGISTRAR);
            case POLLER: // until it has taken their records
                return EnumSet.of(PRODUCER, NEIGHBOUR, IDLER);
            case IDLER:
            case SECTION:
            case NEAR_SUBSCRIBER:
                return EnumSet.of(PRODUCER, IDLER);
            case STRANGERS_POLLER:
            case SLEEPER: // while it is online
                return EnumSet.of(STRANGER, BATCH_PRODUCER, STRANGERS_POLLER);
            case DRIVER:
                return EnumSet.of(DEVICE, COMPLETER, REGISTRAR);
            case DEVICE:
                return EnumSet.of(DRIVER, COMPLETER);
            case COMPLETER:
                return EnumSet.of(DRIVER, DEVICE);
            case HOST:
                return EnumSet.of(GUEST, OTHER_GUEST, LAST_GUEST, FORGETFUL);
            default:
                return EnumSet.noneOf(Role.class);
        }
    }

    /** Whether it has a way to wait of its own between its turns. */
    boolean idles() {
        return this == POLLER || this == STRANGERS_POLLER || this == IDLER || this == DEVICE || this == HOST;
    }
}
