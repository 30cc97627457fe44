package io.rangecast.jmh.compare.memory;

import io.rangecast.jmh.compare.engine.Experiment;

/** What the JVM must be told so that rivals for the guarding of memory are at their best. */
final class MemoryFlags {
    private MemoryFlags() {}

    /** Lets shared arenas own memory that was there before, and Netty use Unsafe, both without a warning. */
    static Experiment add(Experiment experiment) {
        Experiment flagged = experiment.withJvmArgs("--enable-native-access=ALL-UNNAMED");
        return Runtime.version().feature() < 24
                ? flagged
                : flagged.withJvmArgs("--sun-misc-unsafe-memory-access=allow", "-Dio.netty.noUnsafe=false");
    }
}
