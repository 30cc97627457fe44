package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.ranges.Interval;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What producers find that a thread holds is what it was answered since it polled last, and what it would be answered now,
 * and what it was told to forget: no less ever, and no more.
 */
@Tag("proof")
@Watchdog
class HoldingsOracleTest {
    private static final int OPERATIONS = Effort.of(200_000);
    private static final long PAGE = 0x100;
    private static final int PAGES = 48;

    private final SplittableRandom random = new SplittableRandom(Stress.SEED);
    private final AddressSpace space = new AddressSpace();
    private final Invalidator producer = space.newInvalidator("producer", 0);
    private final InvalidationRange range = new InvalidationRange();
    private TranslationCache cache;
    private Subscription subscription;
    private int refused;
    private int completed;

    /** How often it was told to remember or to forget since it polled last. */
    private int changes;

    /** The pages of which the thread may use bytes until it polls. */
    private final Set<Long> held = new HashSet<>();

    @ParameterizedTest
    @ValueSource(ints = {4, 16, 64})
    void producersFindWhatAThreadHoldsNoLessAndNoMore(int entries) {
        cache = TranslationCache.withSubscriber("reader", space, entries, PAGE);
        subscription = space.subscribe(0, PAGES * PAGE, cache.subscriber());
        for (int i = 0; i < OPERATIONS; i++) {
            long page = random.nextInt(PAGES);
            changes++;
            switch (random.nextInt(16)) {
                case 0 -> poll();
                case 1 -> tell(page);
                case 2 -> invalidate(page);
                case 3, 4, 5, 6 -> fill(page, i);
                case 7, 8 -> fillRange(page, i);
                default -> ask(page, i);
            }
        }
        assertThat(refused).isGreaterThan(OPERATIONS / 50);
        assertThat(completed).isGreaterThan(OPERATIONS / 50);
    }

    private void fill(long page, int operation) {
        assertThat(cache.fill(subscription, subscription.tryReadBegin(), page * PAGE, page * PAGE))
                .as("operation %d", operation)
                .isTrue();
        held.add(page);
    }

    /** Ranges that contain no whole page: else a look whether something is held makes an entry of it. */
    private void fillRange(long page, int operation) {
        long end = Math.min(PAGES, page + 1 + random.nextInt(2)) * PAGE - 1;
        long start = page * PAGE + 1;
        assertThat(cache.fillRange(subscription, subscription.tryReadBegin(), new Interval(start, end), start))
                .as("operation %d", operation)
                .isTrue();
        LongStream.rangeClosed(start / PAGE, (end - 1) / PAGE).forEach(held::add);
    }

    private void poll() {
        cache.subscriber().poll(8);
        changes = 0;
        held.removeIf(page -> !isAnswered(page));
    }

    /** Tells the thread, and lets it take the record. */
    private void tell(long page) {
        producer.publish(range.init(space, page * PAGE, (page + 1) * PAGE));
        producer.invalidateRangeEnd(range);
        poll();
    }

    /** It counts as held until the poll, whether it was or not. */
    private void invalidate(long page) {
        cache.invalidate(page * PAGE + 1, page * PAGE + 2);
        held.add(page);
    }

    private boolean isAnswered(long page) {
        return cache.translate(page * PAGE + 1) != TranslationCache.MISS
                || cache.translate(page * PAGE + PAGE - 2) != TranslationCache.MISS;
    }

    private void ask(long page, int operation) {
        long pages = Math.min(1 + random.nextInt(3), PAGES - page);
        range.init(space, page * PAGE, (page + pages) * PAGE);
        boolean expected = LongStream.range(page, page + pages).anyMatch(held::contains);
        InvalidationResult result = producer.invalidateRangeStartNonblock(range);
        if (result == InvalidationResult.COMPLETED) {
            completed++;
            producer.invalidateRangeEnd(range);
        } else {
            refused++;
        }
        if (expected || changes < ReplacedRanges.MOST / 4) { // else there may be more than are remembered
            assertThat(result)
                    .as("%d pages from %d on at operation %d, -Dseed=%d", pages, page, operation, Stress.SEED)
                    .isEqualTo(expected ? InvalidationResult.AGAIN : InvalidationResult.COMPLETED);
        }
    }
}
