package io.rangecast.segment;

import java.lang.foreign.MemorySegment;

/** Whether the JVM lets this module make leases and mappings: restricted methods of the JDK. Any thread. */
final class NativeAccess {
    private static final Module MODULE = NativeAccess.class.getModule();

    private NativeAccess() {}

    /**
     * Before anything is done that needs it. Where the JVM is to warn, it does so now, once.
     *
     * @throws IllegalCallerException if it is denied
     */
    static void check() {
        if (MODULE.isNativeAccessEnabled()) {
            return;
        }
        try {
            MemorySegment.NULL.reinterpret(0); // allowed with a warning, or denied: nothing but a try tells which
        } catch (IllegalCallerException denied) {
            String who = MODULE.isNamed() ? MODULE.getName() : "ALL-UNNAMED";
            throw new IllegalCallerException(
                    "native access is denied to " + MODULE + ": start the JVM with --enable-native-access=" + who,
                    denied);
        }
    }
}
