package io.rangecast.notifier;

import static io.rangecast.notifier.InvalidationResult.COMPLETED;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A driver that has devices transfer pages, and defers what it is told while they do; they are done at any time. */
@Watchdog
@Tag("proof")
class DeferredRecordStressTest {
    private static final int WINDOWS = Effort.of(20_000);
    private static final int PAGES = 8;

    private final World world = new World();
    private final Stress stress = new Stress();

    /** How many transfers are in flight of each page: begun by the driver, ended by the devices. */
    private final AtomicIntegerArray inFlight = new AtomicIntegerArray(PAGES);

    /** How many tickets cover each page. */
    private final AtomicIntegerArray deferred = new AtomicIntegerArray(PAGES);

    private record Deferred(long ticket, int first, int end) {
        IntStream pages() {
            return IntStream.range(first, end);
        }
    }

    private final ConcurrentLinkedQueue<Deferred> waiting = new ConcurrentLinkedQueue<>();
    private final Subscriber driver = Subscriber.proxy("driver", this::tell, 16);
    private final Subscription[] pages = IntStream.range(0, PAGES)
            .mapToObj(page -> world.space.subscribe(address(page), 0x1000, driver))
            .toArray(Subscription[]::new);

    private static long address(int page) {
        return 0x1000 * (page + 1L);
    }

    private boolean isInFlight(Deferred what) {
        return what.pages().anyMatch(page -> inFlight.get(page) > 0);
    }

    private void tell(InvalidationRecord record) {
        Deferred range = new Deferred(0, (int) (record.start() >>> 12) - 1, (int) (record.end() >>> 12) - 1);
        if (isInFlight(range)) {
            range.pages().forEach(deferred::incrementAndGet);
            Deferred ticket = new Deferred(record.defer(), range.first, range.end);
            waiting.add(ticket);
            tryComplete(ticket); // the devices may have looked before
        }
    }

    private void tryComplete(Deferred ticket) {
        if (!isInFlight(ticket) && waiting.remove(ticket)) {
            ticket.pages().forEach(deferred::decrementAndGet);
            stress.check(driver.complete(ticket.ticket), "no such ticket");
        }
    }

    @Test
    @DisplayName("no start returns while a device transfers a page of its range, whoever completes, in any order")
    void t1NoStartReturnsWhileADeviceTransfersAPage() throws InterruptedException {
        stress.meanwhile("driver", this::drive);
        for (int i = 0; i < 2; i++) {
            stress.meanwhile("device " + i, this::endTransfer);
            Invalidator producer = world.space.newInvalidator("producer " + i);
            InvalidationRange range = new InvalidationRange();
            int lowest = i * PAGES / 2;
            stress.repeat("producer " + i, WINDOWS, random -> invalidate(producer, range, lowest, random));
        }
        stress.run();
    }

    private void drive(SplittableRandom random) {
        driver.poll(4);
        int page = random.nextInt(PAGES);
        long seen = pages[page].tryReadBegin();
        if (!pages[page].readRetry(seen) && inFlight.get(page) < 2) {
            inFlight.incrementAndGet(page);
        }
        Stress.pause(random, 32);
        if (random.nextInt(16) == 0 && isAllOfItDeferred()) {
            driver.offline();
            Stress.pause(random, 200);
            driver.online();
        }
    }

    /** Else it must not say that it holds nothing. */
    private boolean isAllOfItDeferred() {
        return IntStream.range(0, PAGES).allMatch(page -> inFlight.get(page) == 0 || deferred.get(page) > 0);
    }

    private void endTransfer(SplittableRandom random) {
        int page = random.nextInt(PAGES);
        inFlight.updateAndGet(page, count -> Math.max(0, count - 1));
        waiting.forEach(this::tryComplete);
        Stress.pause(random, 64);
    }

    private void invalidate(Invalidator producer, InvalidationRange range, int lowest, SplittableRandom random) {
        int first = lowest + random.nextInt(PAGES / 2);
        int end = first + 1 + random.nextInt(lowest + PAGES / 2 - first);
        range.init(world.space, address(first), address(end));
        stress.check(producer.invalidateRangeStart(range) == COMPLETED, "not answered");
        for (int page = first; page < end; page++) {
            stress.check(inFlight.get(page) == 0, "a device transfers a page that is gone");
        }
        producer.invalidateRangeEnd(range);
        Stress.pause(random, 128);
    }
}
