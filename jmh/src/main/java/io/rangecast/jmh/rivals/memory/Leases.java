package io.rangecast.jmh.rivals.memory;

import java.nio.ByteBuffer;

/** Memory that is read by segments in confined arenas: from JDK 22 on, and compiled for it, in a folder of its own. */
public final class Leases {
    private static final String LEASED = "SegmentMemory";

    private Leases() {}

    /**
     * Whether it was compiled, and runs here.
     *
     * @return true from JDK 22 on, if this was built by such a one
     */
    public static boolean areAvailable() {
        return ArenaMemory.isAvailable()
                && Leases.class.getResource(LEASED + ".class")
                        != null; // a newer JVM may run what an older one has built
    }

    /**
     * Ours: each reader leases a {@code RevocableSegment}.
     *
     * @param block the first to be read
     * @return memory without readers
     */
    public static RevocableMemory leased(ByteBuffer block) {
        return open(LEASED, block);
    }

    /**
     * The limit: each reader has a segment that nobody can revoke.
     *
     * @param block to be read
     * @return memory without readers
     */
    public static RevocableMemory confined(ByteBuffer block) {
        return open("ConfinedMemory", block);
    }

    /**
     * The same, but readers change to another block when they are told, and nobody waits until they have.
     *
     * @param block the first to be read; not to be changed when it is revoked
     * @return memory without readers
     */
    public static RevocableMemory confinedInTurns(ByteBuffer block) {
        return open("ConfinedTurnsMemory", block);
    }

    private static RevocableMemory open(String name, ByteBuffer block) {
        try {
            return (RevocableMemory) Class.forName(Leases.class.getPackageName() + "." + name)
                    .getDeclaredConstructor(ByteBuffer.class)
                    .newInstance(block);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new UnsupportedOperationException(name + " needs JDK 22, and this is " + Runtime.version(), e);
        }
    }
}
