package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCache.MISS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.ranges.Interval;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random operations of a memory manager, and fills, against a naive map of bytes. If all fits and everything is cut at
 * pages, the cache knows exactly what that map knows; otherwise never more, and all that was just filled.
 */
@Watchdog
@Tag("proof")
class TranslationCacheOracleTest {
    private static final int BYTES = 512;
    private static final int OPERATIONS = Effort.of(400_000);
    private static final int LOOK_UPS = 6;
    private static final int LONGEST = 64;

    private final SplittableRandom random = new SplittableRandom(Stress.SEED);
    private final AddressSpace space = new AddressSpace();
    private final Invalidator invalidator = space.newInvalidator("manager");
    private long base;
    private long grain;
    private boolean exact;
    private TranslationCache cache;
    private NaiveTranslations naive;
    private Subscription[] subscriptions;
    private long nextRaw = 1L << 32;

    @ParameterizedTest
    @CsvSource({
        "0, 16, 256, 16, true",
        "0, 1, 2048, 1, true",
        "0x7fffffffffffff00, 16, 256, 16, true", // across the sign
        "-0x201, 1, 2048, 1, true", // to the last byte that a range may hold
        "0, 16, 8, 1, false",
        "-0x201, 16, 32, 1, false",
        "0x10000, 256, 4, 8, false"
    })
    void agreesWithANaiveMapOfBytes(String from, long pageSize, int entries, long cutAt, boolean allFits) {
        base = Long.decode(from);
        grain = cutAt;
        exact = allFits;
        cache = new TranslationCache(space, entries, pageSize);
        naive = new NaiveTranslations(space, base, BYTES);
        Subscriber subscriber = new Subscriber("owner", record -> {
            cache.onRecord(record);
            naive.onRecord(record);
        });
        subscriber.attach();
        subscriptions = new Subscription[] {
            space.subscribe(base, BYTES, subscriber), space.subscribe(base, BYTES / 2, subscriber)
        };
        long most = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            step(pageSize);
            for (int j = 0; j < LOOK_UPS; j++) {
                check(base + random.nextInt(BYTES), i);
            }
            most = Math.max(most, i % 64 == 0 ? naive.count() : 0);
        }
        assertThat(most).as("bytes known").isGreaterThan(BYTES / 8);
        assertThat(cache.hits()).isGreaterThan(OPERATIONS / 10);
    }

    private void step(long pageSize) {
        long start = base + random.nextInt((int) (BYTES / grain)) * grain;
        long end = start + (1 + random.nextInt(LONGEST)) * grain;
        end = end - base > BYTES || end - base < 0 ? base + BYTES : end;
        switch (random.nextInt(64)) {
            case 0, 1, 2, 3 -> map(start, end);
            case 4 -> space.unmap(invalidator, start, end, MemoryChange.NONE);
            case 5, 6, 7 -> space.protect(invalidator, start, end, random.nextInt(8), MemoryChange.NONE);
            case 8 -> space.discard(invalidator, start, end, MemoryChange.NONE);
            case 9 -> space.migrate(invalidator, start, end, 0, MemoryChange.NONE);
            case 10 -> space.clearSoftDirty(invalidator, MemoryChange.NONE);
            case 11 -> move(start, end);
            case 12 -> {
                if (random.nextInt(64) == 0) {
                    space.fork(invalidator, Vma::tag);
                }
            }
            default -> fill(start, end, pageSize);
        }
    }

    private void map(long start, long end) {
        space.map(invalidator, start, end, 1 + random.nextInt(7), 0, addend(start), MemoryChange.NONE);
    }

    private void move(long start, long end) {
        Vma area = space.find(start);
        if (area != null) {
            long length = Math.min(end - start, area.end() - start);
            long to = base + random.nextInt((int) ((BYTES - length) / grain) + 1) * grain;
            space.move(invalidator, area.slice(start, start + length), to, to + length, addend(to), MemoryChange.NONE);
        }
    }

    /** A tag that survives slicing: raw address minus address. */
    private Long addend(long start) {
        nextRaw += 1 << 20;
        return nextRaw - start;
    }

    private void fill(long start, long end, long pageSize) {
        Subscription subscription = subscriptions[random.nextInt(2)];
        long seen = subscription.tryReadBegin();
        Vma area = space.find(start);
        if (area == null) {
            return;
        }
        long addend = (long) area.tag();
        boolean page = exact || random.nextBoolean();
        long from = page ? start & -pageSize : start;
        long to = page ? from + pageSize : Long.compareUnsigned(end, area.end()) < 0 ? end : area.end();
        if (!contains(subscription, from, to) || !contains(area, from, to)) {
            return;
        }
        boolean filled = page
                ? cache.fill(subscription, seen, start, start + addend, area)
                : cache.fillRange(subscription, seen, area.slice(from, to), from + addend);
        assertThat(filled).isTrue();
        naive.fill(from, to, from + addend, area);
        long any = from + random.nextLong(to - from);
        if (area.protection() != 0) {
            assertThat(cache.translate(any, area.protection())).isEqualTo(any + addend);
        }
    }

    private static boolean contains(Interval whole, long start, long end) {
        return whole.contains(start) && whole.contains(end - 1);
    }

    private void check(long address, int operation) {
        int access = 1 + random.nextInt(7);
        long raw = cache.translate(address, access);
        long known = naive.translate(address, access);
        if (exact ? raw != known : raw != MISS && raw != known) {
            assertThat(raw)
                    .as("0x%x for access %d after operation %d, -Dseed=%d", address, access, operation, Stress.SEED)
                    .isEqualTo(known);
        }
        if (raw != MISS) {
            assertThat(raw).isEqualTo(address + (long) space.find(address).tag());
        }
    }
}
