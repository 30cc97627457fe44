package io.rangecast.aeron;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.aeron.exceptions.AeronException;
import java.util.function.Supplier;

/** Counters of Aeron for one peer, which AeronStat shows, made anew when a client has ended. */
final class AeronGauge implements PeerGauge {
    /** A type of counter that Aeron leaves to others. */
    private static final int FIRST_TYPE = 0x5243;

    private static final int LONGEST_LABEL = 300;

    private static final String[] NAMES = {"starts", "acknowledged", "sessions"};

    private final Supplier<Aeron> clients;
    private final String peer;
    private final long[] registrations = new long[NAMES.length];
    private final Counter[] counters = new Counter[NAMES.length];

    /** The client that these counters belong to; null before. */
    private Aeron client;

    /** @param clients the client that is there at present, or null */
    AeronGauge(Supplier<Aeron> clients, String peer) {
        this.clients = clients;
        this.peer = peer;
    }

    /** Returns whether a counter of that type is one of these. */
    static boolean isOne(int type) {
        return type >= FIRST_TYPE && type < FIRST_TYPE + NAMES.length;
    }

    @Override
    public void show(long starts, long acknowledged, long sessions) {
        try {
            Aeron present = clients.get();
            if (present == null || present.isClosed()) {
                return;
            }
            if (present != client) {
                ask(present);
            }
            show(0, starts);
            show(1, acknowledged);
            show(2, sessions);
        } catch (AeronException gone) {
            // The client has ended just now, or the driver has no room for counters: there are none to see.
        }
    }

    private void ask(Aeron present) {
        client = present; // first: what fails is not tried again
        for (int i = 0; i < NAMES.length; i++) {
            counters[i] = null;
            registrations[i] = Aeron.NULL_VALUE;
        }
        for (int i = 0; i < NAMES.length; i++) {
            String label = "rangecast " + NAMES[i] + ": " + peer;
            registrations[i] = present.asyncAddCounter(
                    FIRST_TYPE + i, label.substring(0, Math.min(label.length(), LONGEST_LABEL)));
        }
    }

    private void show(int i, long value) {
        if (counters[i] == null && registrations[i] != Aeron.NULL_VALUE) {
            counters[i] = client.getCounter(registrations[i]);
        }
        if (counters[i] != null && counters[i].getPlain() != value) {
            counters[i].setRelease(value);
        }
    }

    @Override
    public void close() {
        for (int i = 0; client != null && !client.isClosed() && i < NAMES.length; i++) {
            if (registrations[i] != Aeron.NULL_VALUE) {
                client.asyncRemoveCounter(registrations[i]);
            }
        }
        client = null;
    }
}
