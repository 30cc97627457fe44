package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.AllocatedBytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What runs per range or per read allocates nothing once it is warm. */
class AllocationTest {
    private static final long PAGE = 4096;

    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("producer");
    private final InvalidationRange range = new InvalidationRange();
    private long seen;

    @BeforeEach
    void subscribeElsewhere() {
        for (int i = 0; i < 1000; i++) {
            space.subscribe((2 * i + 1) * PAGE, PAGE, (subscription, invalidation) -> true);
        }
    }

    @Test
    @DisplayName("an invalidator takes at most a kilobyte, once it has been used")
    void q7AnInvalidatorIsSmall() {
        List<Invalidator> kept = new ArrayList<>(100); // or the compiler leaves out what nobody keeps
        int few = 6; // as many make those go that are idle
        long bytes = AllocatedBytes.by(few, () -> kept.add(space.newInvalidator("small")));
        assertThat(bytes / few).isBetween(512L, 1024L);
    }

    @Test
    @DisplayName("a batch of many windows, however seldom others have been")
    void aBatchOfManyWindows() {
        InvalidationBatch batch = new InvalidationBatch(64);
        assertThat(AllocatedBytes.by(2_000, () -> {
                    batch.init(InvalidationEvent.CLEAR, 0, null, space);
                    for (int i = 0; i < 64; i++) {
                        batch.add(i * 4L * PAGE, i * 4L * PAGE + PAGE);
                    }
                    invalidator.invalidateRangeStart(batch);
                    invalidator.invalidateRangeEnd(batch);
                }))
                .isZero();
    }

    @Test
    void startAndEndWithoutAHit() {
        assertThat(AllocatedBytes.by(() -> startAndEnd(0))).isZero();
    }

    @Test
    void startAndEndWithACallback() {
        assertThat(AllocatedBytes.by(() -> startAndEnd(PAGE))).isZero();
    }

    @Test
    void nonBlockingStartAndEnd() {
        assertThat(AllocatedBytes.by(() -> {
                    range.init(InvalidationEvent.CLEAR, 0, null, space, PAGE, 2 * PAGE);
                    invalidator.invalidateRangeStartNonblock(range);
                    invalidator.invalidateRangeEnd(range);
                }))
                .isZero();
    }

    @Test
    void startAndEndWithNotifiers() {
        Notifier notifier = new Notifier() {
            @Override
            public boolean invalidateRangeStart(Invalidation invalidation) {
                seen += invalidation.start();
                return true;
            }

            @Override
            public void invalidateRangeEnd(Invalidation invalidation) {
                seen += invalidation.end();
            }

            @Override
            public boolean clearFlushYoung(AddressSpace where, long start, long end) {
                return start == seen;
            }
        };
        space.register(notifier);
        space.register(InvalidationEvent.CLEAR.mask(), 1, notifier);

        assertThat(AllocatedBytes.by(() -> startAndEnd(PAGE))).isZero();
        assertThat(AllocatedBytes.by(() -> seen += invalidator.clearFlushYoung(0, PAGE) ? 1 : 0))
                .isZero();
    }

    @Test
    void publishingPollingAndAcknowledging() {
        Subscriber subscriber = new Subscriber("self", record -> seen += record.start());
        subscriber.attach(); // this thread is both: while it waits it serves its own inbox
        space.subscribe(0, PAGE, subscriber);

        assertThat(AllocatedBytes.by(() -> startAndEnd(0))).isZero();
        assertThat(range.records()).isEqualTo(1);
        assertThat(AllocatedBytes.by(() -> subscriber.poll(1))).isZero();
    }

    @Test
    @DisplayName("a poll that takes records, though it was once the last to hold something, and has freed it")
    void r2PollingBehindARetire() {
        Subscriber subscriber = new Subscriber("self", record -> seen += record.start());
        subscriber.attach();
        space.reclaimer(Reclaimer.LAST_TO_LET_GO).subscribe(0, PAGE, subscriber);
        invalidator.retire(range.init(space, 0, PAGE), () -> seen++);
        assertThat(subscriber.poll(1)).isOne();

        assertThat(AllocatedBytes.by(() -> startAndEnd(0))).isZero();
    }

    @Test
    void readingUnderASubscription() {
        Subscription subscription = space.subscribe(0, PAGE, (s, invalidation) -> true);

        assertThat(AllocatedBytes.by(() -> {
                    long begun = subscription.readBegin();
                    seen += subscription.checkRetry(begun) ? 1 : 0;
                    seen += subscription.readRetry(begun) ? 1 : 0;
                }))
                .isZero();
    }

    @Test
    void findingAnArea() {
        for (int i = 0; i < 1000; i++) {
            space.map(invalidator, 2 * i * PAGE, (2 * i + 1) * PAGE, Vma.READ, 0, null, MemoryChange.NONE);
        }

        assertThat(AllocatedBytes.by(() -> seen += space.find(20 * PAGE).generation()))
                .isZero();
    }

    @Test
    void missingFillingTranslatingAndInvalidatingInACache() {
        TranslationCache cache = new TranslationCache(space, 64, PAGE);
        Subscriber subscriber = new Subscriber("self", cache);
        subscriber.attach();
        Subscription subscription = space.subscribe(0, PAGE, subscriber);
        Vma area = new Vma(space, 1, 1, 0, PAGE, Vma.READ, 0, null);
        Vma part = area.slice(0, 73);

        assertThat(AllocatedBytes.by(() -> {
                    seen += cache.translate(0);
                    cache.fill(subscription, subscription.tryReadBegin(), 0, PAGE, area);
                    cache.fillRange(subscription, subscription.tryReadBegin(), part, PAGE);
                    seen += cache.translate(0) + cache.translate(72, Vma.READ) + cache.hits() + cache.misses();
                    startAndEnd(0);
                    seen += cache.translate(0);
                    cache.clear();
                }))
                .isZero();
    }

    private void startAndEnd(long start) {
        range.init(InvalidationEvent.UNMAP, 0, null, space, start, start + PAGE);
        invalidator.invalidateRangeStart(range);
        invalidator.invalidateRangeEnd(range);
    }
}
