package io.rangecast.examples.nearcache;

import io.rangecast.aeron.AeronTransport;
import java.nio.file.Path;

/** What the processes of the example agree on: where things are, below one folder that only this user may enter. */
record Places(Path folder) {
    static final int KEYS = 1 << 10;

    /** How many numbers each process may count. */
    static final int COUNTS = 256;

    static final int HOME = 0;

    /** What a peer counts: reads, loads, those that were older than the store, and reads that failed as there was no store. */
    static final int READS = 0;

    static final int LOADS = 1;
    static final int WRONG = 2;
    static final int FAILED = 3;

    /** What the home counts: changes, starts that were not complete in time, and above, starts by how long they took. */
    static final int CHANGES = 0;

    static final int TIMED_OUT = 1;
    static final int HISTOGRAM = 16;

    private static final int STREAM = 10;

    /** Between machines this is {@code AeronTransport.udp}, with a driver on each. */
    AeronTransport transport() {
        return AeronTransport.ipc(driver(), STREAM);
    }

    Path driver() {
        return folder.resolve("driver");
    }

    Path witness() {
        return folder.resolve("witness");
    }

    Path roster() {
        return folder.resolve("roster");
    }

    Path socket() {
        return folder.resolve("store");
    }

    Store data() {
        return new Store(folder.resolve("data"), KEYS);
    }

    /** Of the home, or of a peer by its number, from 1. */
    Store counts(int process) {
        return new Store(folder.resolve("counts" + process), COUNTS);
    }
}
