package io.rangecast.notifier;

import org.agrona.concurrent.Agent;

/** Frees what is retired in one space, as an Agrona agent: {@link AddressSpace#reaper}. */
final class MemoryReaperAgent implements Agent {
    private final AddressSpace space;
    private final Quarantine quarantine;

    MemoryReaperAgent(AddressSpace space, Quarantine quarantine) {
        this.space = space;
        this.quarantine = quarantine;
    }

    /** Returns how much was found that somebody has let go of. */
    @Override
    public int doWork() {
        return quarantine.reapAll();
    }

    @Override
    public String roleName() {
        return "reaper of " + space;
    }
}
