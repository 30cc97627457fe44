package io.rangecast.jmh.rivals.records;

import java.util.function.Supplier;

/** What carries records, as a parameter of benchmarks. */
public enum RecordPathKind {
    /** Ours. */
    RING("SpscRecordRing", RingRecords::new),
    /** Not a rival, but the limit. */
    PING_PONG("ping-pong", PingPong::new),
    /** Agrona's ring for one producer. */
    AGRONA_RING("Agrona ring", RingBufferRecords::oneToOne),
    /** Agrona's ring for many. */
    AGRONA_MANY("Agrona N:1", RingBufferRecords::manyToOne),
    /** Agrona's queue. */
    AGRONA_QUEUE("Agrona queue", ArrayQueueRecords::new),
    /** JCTools on Unsafe. */
    JCTOOLS("JCTools", JctoolsRecords::new),
    /** JCTools on VarHandles. */
    JCTOOLS_VARHANDLE("JCTools VH", JctoolsVarHandleRecords::new),
    /** LMAX. */
    DISRUPTOR("Disruptor", DisruptorRecords::new),
    /** Aeron within a process. */
    AERON("Aeron IPC", AeronRecords::new),
    /** The JDK's lock-free queue. */
    LINKED_QUEUE("linked queue", LinkedQueueRecords::new),
    /** The JDK's queue under a lock. */
    BLOCKING_QUEUE("ArrayBlocking", LockedQueueRecords::new),
    /** The JDK's publisher. */
    PUBLISHER("Publisher", PublisherRecords::new);

    private final String label;
    private final Supplier<RecordPath> open;

    RecordPathKind(String label, Supplier<RecordPath> open) {
        this.label = label;
        this.open = open;
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
     * A new one.
     *
     * @return one that is empty
     */
    public RecordPath open() {
        return open.get();
    }
}
