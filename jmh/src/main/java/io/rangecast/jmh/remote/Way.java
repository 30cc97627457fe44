package io.rangecast.jmh.remote;

import io.rangecast.jmh.rivals.memory.ArenaMemory;
import io.rangecast.jmh.rivals.memory.MemoryKind;
import java.io.IOException;

/** The way to those who are told of a change. */
public enum Way {
    /** Another process, which lets go before the change. */
    PEER("peer over aeron:ipc"),
    /** The same, through a mapped file. */
    SHARED("peer through a file"),
    /** Another process, which hears of the change behind it, some time: by the same Aeron. */
    PUBLISH("publish behind it"),
    /** The same, until that is known. */
    PUBLISH_AND_HEAR("publish, and hear"),
    /** A thread of this process, which lets go before the change. */
    THREAD("thread of one process"),
    /** A thread of this process, which reads by a shared arena: another is made, and this one closed. From JDK 22 on. */
    ARENA(MemoryKind.ARENA.label());

    private final String label;

    Way(String label) {
        this.label = label;
    }

    /**
     * What it is called in results.
     *
     * @return a short name
     */
    public String label() {
        return label;
    }

    /**
     * Whether this JDK has what it takes.
     *
     * @return false for shared arenas before JDK 22
     */
    public boolean isAvailable() {
        return this != ARENA || ArenaMemory.isAvailable();
    }

    /**
     * Starts what is needed, and waits until it is there.
     *
     * @param pace of all agents and threads
     * @return the teller, to be closed
     * @throws IOException if a process or a file cannot be made
     */
    public Teller open(Pace pace) throws IOException {
        return switch (this) {
            case PEER -> PeerTeller.overAeron(pace);
            case SHARED -> PeerTeller.overFile(pace);
            case PUBLISH -> new PublishTeller(pace, false);
            case PUBLISH_AND_HEAR -> new PublishTeller(pace, true);
            case THREAD -> new ThreadTeller(pace);
            case ARENA -> new ArenaTeller(pace);
        };
    }
}
