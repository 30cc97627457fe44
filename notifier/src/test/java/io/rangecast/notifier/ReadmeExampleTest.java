package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.DocumentedCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example, compiled and run, and compared with the README. */
class ReadmeExampleTest {
    private static final long PAGE = 4096;
    private static final long POOL = 0x1000_0000L;
    private static final long POOL_BYTES = 16 * PAGE;
    private static final long OFFSET = 0x7f00_0000_0000L;

    private final long page = POOL + PAGE;
    private final CountDownLatch used = new CountDownLatch(1);
    private volatile boolean running = true;
    private volatile boolean valid = true;
    private volatile boolean usedTooLate;

    @Test
    @Timeout(240)
    void eachKindOfReaderLetsGoBeforeThePageIsRecycled() throws InterruptedException {
        // begin
        AddressSpace space = new AddressSpace();
        Map<Long, Long> directory = new ConcurrentHashMap<>(); // the manager's: page to raw address
        // pause
        directory.put(page, page + OFFSET);
        // resume

        // A thread that polls holds raw addresses from one poll to the next. It polls once before the first start.
        Map<Long, Long> held = new HashMap<>();
        Subscriber subscriber =
                new Subscriber("poller", record -> held.keySet().removeIf(page -> record.overlaps(page, page + PAGE)));
        Subscription subscription = space.subscribe(POOL, POOL_BYTES, subscriber);
        Runnable poller = () -> {
            while (running) {
                subscriber.poll(16); // lets go of what is revoked
                Long raw = held.get(page);
                if (raw == null) {
                    long seen = subscription.tryReadBegin();
                    if (seen == Subscription.BUSY) {
                        continue; // somebody is changing the pool: poll, and try again
                    }
                    raw = directory.get(page);
                    if (raw == null || subscription.readRetry(seen)) {
                        continue; // not there, or no longer
                    }
                    held.put(page, raw);
                }
                use(raw); // without asking anybody, until the next poll
            }
            subscriber.close(); // and its subscriptions
        };

        // A task, which does not poll, holds what it finds inside a section.
        ReaderGroup tasks = new ReaderGroup("tasks");
        Subscription ofTasks = space.subscribe(POOL, POOL_BYTES, tasks);
        Runnable task = () -> tasks.read(ofTasks, () -> directory.get(page), raw -> raw != null && use(raw));

        // An optimistic reader copies, then asks whether the copy is good. The pool stays mapped, or this would crash.
        Subscription guard = space.guard(POOL, POOL_BYTES);
        LongSupplier copier = () -> {
            long seen = guard.readBegin(); // waits while somebody is changing the pool
            while (seen != Subscription.CLOSED_FOR_GOOD) {
                Long raw = directory.get(page);
                long copy = raw == null ? 0 : read(raw);
                if (!guard.readRetry(seen)) {
                    return copy;
                }
                seen = guard.readBegin();
            }
            return 0;
        };
        // pause
        Thread thread = new Thread(poller);
        thread.start();
        used.await();
        task.run();
        assertThat(copier.getAsLong()).isEqualTo(1);
        // resume

        // The memory manager unlinks the page, then tells. When the start returns, nobody uses it.
        Invalidator invalidator = space.newInvalidator("evictor"); // one for each thread
        InvalidationRange range = new InvalidationRange(); // to be used again and again
        Long raw = directory.remove(page);
        range.init(InvalidationEvent.UNMAP, 0, null, space, page, page + PAGE);
        try (range) { // ends the window, whatever the result
            if (invalidator.invalidateRangeStart(range) == InvalidationResult.COMPLETED) {
                recycle(raw); // for another page
            } else { // somebody has not let go in time: recycled when all have, see the table below
                invalidator.retire(range, () -> recycle(raw));
            }
        }
        // end
        task.run();
        assertThat(copier.getAsLong()).isZero();
        running = false;
        thread.join();

        assertThat(valid).isFalse();
        assertThat(usedTooLate).isFalse();
        assertThat(held).isEmpty();
        assertThat(subscription.tryReadBegin()).isEqualTo(Subscription.CLOSED_FOR_GOOD);
    }

    @Test
    void theReadmeShowsThisVeryCode() throws IOException {
        DocumentedCode.assertShows(Path.of("../README.md"), getClass());
    }

    private boolean use(long raw) {
        assertThat(raw).isEqualTo(page + OFFSET);
        usedTooLate |= !valid;
        used.countDown();
        return true;
    }

    private long read(long raw) {
        assertThat(raw).isEqualTo(page + OFFSET);
        return valid ? 1 : 0;
    }

    private void recycle(long raw) {
        assertThat(raw).isEqualTo(page + OFFSET);
        valid = false;
    }
}
