package io.rangecast.jmh.rivals.records;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;

/**
 * Aeron between two threads of one process: an exclusive publication, written and read in place.
 *
 * <p>Its media driver has no thread of its own, which would take a core from one of the two: the consumer lets it run
 * once in so many records, or producers would run out of credit. Terms are small enough for the caches.
 */
public final class AeronRecords implements RecordPath {
    private static final String CHANNEL = "aeron:ipc";
    private static final int STREAM = 1;
    private static final int BYTES = LONGS * Long.BYTES;
    private static final int TERM_BYTES = 1 << 19;
    private static final int RECORDS_BETWEEN_TURNS = 512;

    /** A test machine may stand still for minutes; nobody here dies alone. */
    private static final long PATIENCE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final MediaDriver driver;
    private final Aeron aeron;
    private final ExclusivePublication publication;
    private final Subscription subscription;
    private final Image image;
    private final BufferClaim claim = new BufferClaim();
    private final FragmentHandler handler = this::onFragment;
    private final ConsumerWords consumer = new ConsumerWords();
    private final ConsumerCount sinceTurn = new ConsumerCount();

    /** An empty one, with a driver. */
    public AeronRecords() {
        Path directory = directory();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> IoUtil.delete(directory.toFile(), true)));
        driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.INVOKER)
                .termBufferSparseFile(false)
                .ipcTermBufferLength(TERM_BYTES)
                .clientLivenessTimeoutNs(PATIENCE_NANOS)
                .publicationUnblockTimeoutNs(2 * PATIENCE_NANOS)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS)));
        aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .driverAgentInvoker(driver.sharedAgentInvoker())
                .useConductorAgentInvoker(true)
                .preTouchMappedMemory(true)
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS)));
        publication = aeron.addExclusivePublication(CHANNEL, STREAM);
        subscription = aeron.addSubscription(CHANNEL, STREAM);
        while (subscription.hasNoImages() || !publication.isConnected()) {
            maintain();
        }
        image = subscription.imageAtIndex(0);
    }

    /** In memory, where the system has a file system for that. */
    private static Path directory() {
        Path memory = Path.of("/dev/shm");
        Path parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
        return parent.resolve("rangecast-aeron-" + UUID.randomUUID());
    }

    @Override
    public boolean trySend(long number) {
        if (publication.tryClaim(BYTES, claim) < 0) {
            return false;
        }
        MutableDirectBuffer buffer = claim.buffer();
        int offset = claim.offset();
        for (int i = 0; i < LONGS; i++) {
            buffer.putLong(offset + i * Long.BYTES, number + i);
        }
        claim.commit();
        return true;
    }

    @Override
    public boolean isHandled(long number) {
        return consumer.isHandled(number);
    }

    @Override
    public int receive() {
        int count = image.poll(handler, BATCH);
        if (count > 0) {
            sinceTurn.add(count);
            if (sinceTurn.value() >= RECORDS_BETWEEN_TURNS) {
                driver.sharedAgentInvoker().invoke();
                sinceTurn.reset(0);
            }
        }
        return count;
    }

    private void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        long number = buffer.getLong(offset);
        long sum = number;
        for (int i = 1; i < LONGS; i++) {
            sum += buffer.getLong(offset + i * Long.BYTES);
        }
        consumer.handled(number, sum);
    }

    @Override
    public long sum() {
        return consumer.sum();
    }

    @Override
    public void maintain() {
        driver.sharedAgentInvoker().invoke();
        aeron.conductorAgentInvoker().invoke();
    }

    @Override
    public void close() {
        aeron.close();
        driver.close();
    }
}
