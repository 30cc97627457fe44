package io.rangecast.notifier;

import static io.rangecast.notifier.TranslationCache.MISS;

import java.util.Arrays;
import java.util.Objects;

/** What a translation cache without bounds would know, byte by byte. */
final class NaiveTranslations implements RecordHandler {
    private final long base;
    private final int spaceId;
    private final Known[] bytes;

    private record Known(long raw, int access, long area, long generation) {}

    NaiveTranslations(AddressSpace space, long base, int length) {
        this.base = base;
        spaceId = space.id();
        bytes = new Known[length];
    }

    void fill(long start, long end, long raw, Vma area) {
        for (long a = start; a != end; a++) {
            bytes[index(a)] = new Known(raw + (a - start), area.protection(), area.id(), area.generation());
        }
    }

    long translate(long address, int access) {
        Known known = bytes[index(address)];
        return known != null && (known.access & access) == access ? known.raw : MISS;
    }

    long count() {
        return Arrays.stream(bytes).filter(Objects::nonNull).count();
    }

    @Override
    public void onRecord(InvalidationRecord record) {
        for (int i = 0; record.spaceId() == spaceId && i < bytes.length; i++) {
            if (bytes[i] != null && record.overlaps(base + i, base + i + 1)) {
                bytes[i] = left(bytes[i], record);
            }
        }
    }

    private static Known left(Known known, InvalidationRecord record) {
        boolean sameLife = known.area == record.vmaId() && known.generation == record.vmaGeneration();
        if (record.event() == InvalidationEvent.SOFT_DIRTY) {
            return new Known(known.raw, known.access & ~Vma.WRITE, known.area, known.generation);
        }
        if (record.event() == InvalidationEvent.PROTECTION_VMA
                && sameLife
                && (record.vmaProtection() & Vma.READ) != 0) {
            return new Known(known.raw, known.access & record.vmaProtection(), known.area, known.generation);
        }
        return null;
    }

    private int index(long address) {
        return (int) (address - base);
    }
}
