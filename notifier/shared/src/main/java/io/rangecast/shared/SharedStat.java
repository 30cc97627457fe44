package io.rangecast.shared;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Prints the counters of all peers in a home's file, from any process of its user: how many starts each was told of by the present home,
 * or the last one, has acknowledged, and how often it was let in. Looks at the file, and tells nobody.
 */
public final class SharedStat {
    private SharedStat() {}

    /**
     * Prints once, a line for each counter.
     *
     * @param arguments the home's file
     * @throws IllegalArgumentException if there is not one argument, that is no file of a home, or others may use it
     * @throws java.io.UncheckedIOException if it cannot be opened
     */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("the file of a home is missing, or is not alone: 0x"
                    + Integer.toHexString(arguments.length) + " arguments");
        }
        print(Path.of(arguments[0]), System.out);
    }

    static void print(Path path, PrintStream out) {
        SharedFile file = SharedFile.open(path.toAbsolutePath());
        for (int i = 0; i < file.slots(); i++) {
            Slot slot = file.slot(i);
            if (slot.owner() != Slot.FREE) {
                String peer = slot.subscriberName();
                out.printf("%,20d  rangecast starts: %s%n", slot.starts(), peer);
                out.printf("%,20d  rangecast acknowledged: %s%n", slot.acknowledged(), peer);
                out.printf("%,20d  rangecast sessions: %s%n", slot.sessions(), peer);
            }
        }
    }
}
