package io.rangecast.aeron;

import io.aeron.CncFileDescriptor;
import java.io.File;
import java.io.PrintStream;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.status.CountersReader;

/**
 * Prints the counters of all peers of all homes at one media driver, from any process that may read its directory: how many starts
 * each was sent, has acknowledged, and how often it has joined. Looks at the driver's file, and tells nobody.
 */
public final class PeerStat {
    private PeerStat() {}

    /**
     * Prints once, a line for each counter.
     *
     * @param arguments the directory of the media driver
     * @throws IllegalArgumentException if there is not one argument
     * @throws IllegalStateException if no driver has ever run there
     */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("the directory of a media driver is missing, or is not alone: 0x"
                    + Integer.toHexString(arguments.length) + " arguments");
        }
        print(Path.of(arguments[0]), System.out);
    }

    static void print(Path directory, PrintStream out) {
        File file = new File(directory.toFile(), CncFileDescriptor.CNC_FILE);
        MappedByteBuffer mapped = IoUtil.mapExistingFile(file, "the driver's");
        try {
            DirectBuffer meta = CncFileDescriptor.createMetaDataBuffer(mapped);
            CncFileDescriptor.checkVersion(meta.getInt(CncFileDescriptor.cncVersionOffset(0)));
            CountersReader counters = new CountersReader(
                    CncFileDescriptor.createCountersMetaDataBuffer(mapped, meta),
                    CncFileDescriptor.createCountersValuesBuffer(mapped, meta));
            counters.forEach((id, type, key, label) -> {
                if (AeronGauge.isOne(type)) {
                    out.printf("%,20d  %s%n", counters.getCounterValue(id), label);
                }
            });
        } finally {
            IoUtil.unmap(mapped);
        }
    }
}
