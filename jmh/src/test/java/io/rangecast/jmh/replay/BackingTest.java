package io.rangecast.jmh.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackingTest {
    private static final long BASE = 0x7f00_0000_0000L;
    private static final long PAGE = TraceRow.PAGE;

    private final Slab slab = new Slab(1 << 20);

    @ParameterizedTest
    @CsvSource({
        // pages, bytes of a page, pages that have bytes
        "1, 4096, 1",
        "16, 4096, 16",
        "17, 2048, 17",
        "1024, 64, 1024",
        "1025, 64, 513",
        "2048, 64, 1024",
        "2049, 64, 513",
        "4194304, 64, 1024",
        "4294967296, 64, 1024",
        "4294967297, 64, 513",
        "2251799813685248, 64, 1024"
    })
    void scalesLargeMappingsDownTo64KiB(long pages, int bytes, int sampled) {
        Backing backing = backing(pages);

        assertThat(backing.pageBytes()).isEqualTo(bytes);
        assertThat(backing.pagesBelow(BASE + pages * PAGE)).isEqualTo(sampled);
        assertThat(sampled * bytes).isLessThanOrEqualTo(Slab.MAX_BLOCK);
    }

    @Test
    void isPoisonedUntilItIsFilled() {
        Backing backing = backing(2);

        assertThat(backing.pattern(1)).isEqualTo(Backing.POISON);
        assertThat(slab.read(backing.offset(1))).isEqualTo(Backing.POISON);
    }

    @Test
    void holdsThePatternOfItsLastFillInEveryWordOfThePartThatWasFilled() {
        Backing backing = backing(3);
        backing.fill(BASE, BASE + 3 * PAGE);
        long before = backing.pattern(0);
        backing.fill(BASE + PAGE, BASE + 2 * PAGE);

        assertThat(backing.pattern(1)).isNotEqualTo(before).isNotEqualTo(Backing.POISON);
        assertThat(backing.pattern(2)).isEqualTo(before);
        for (int page = 0; page < 3; page++) {
            for (int i = 0; i < backing.pageBytes(); i += Long.BYTES) {
                assertThat(slab.read(backing.offset(page) + i)).isEqualTo(backing.pattern(page));
            }
        }
    }

    @Test
    void givesItsMemoryBackWithItsLastPartAndTheNextMappingGetsIt() {
        Backing backing = backing(4);
        backing.fill(BASE, BASE + 4 * PAGE);
        backing.drop(BASE + PAGE, BASE + 4 * PAGE);
        assertThat(backing(4).offset(0)).isNotEqualTo(backing.offset(0));

        backing.drop(BASE, BASE + PAGE);

        assertThat(slab.read(backing.offset(0))).isEqualTo(Backing.POISON);
        assertThat(backing(4).offset(0)).isEqualTo(backing.offset(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 2048, 2049, 4096, 4097})
    void givesItsMemoryBackOnceThoughPartsWithoutBytesGoLast(int pages) {
        Backing backing = backing(pages);
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < pages; i++) {
            if (backing.pageAtOrAbove(page(i)) == backing.pagesBelow(page(i + 1))) {
                without.add(i);
            } else {
                backing.drop(page(i), page(i + 1));
            }
        }
        assertThat(without.size()).isBetween(pages / 2 - 1, pages);
        for (int i : without) {
            assertThat(slab.blocksInUse()).isEqualTo(1);
            backing.drop(page(i), page(i + 1));
        }

        assertThat(slab.blocksInUse()).isZero();
        assertThat(backing(pages).offset(0)).isNotEqualTo(backing(pages).offset(0));
    }

    @Test
    void noTwoMappingsEverHoldTheSamePattern() {
        Backing first = backing(1);
        Backing second = backing(1);
        Set<Long> patterns = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            first.fill(page(0), page(1));
            second.fill(page(0), page(1));
            assertThat(patterns.add(first.pattern(0))).isTrue();
            assertThat(patterns.add(second.pattern(0))).isTrue();
        }
    }

    @Test
    void aBlockThatIsFreeAlreadyIsNotTakenBack() {
        int block = slab.allocate(Slab.MIN_BLOCK);
        slab.free(block, Slab.MIN_BLOCK);

        assertThatThrownBy(() -> slab.free(block, Slab.MIN_BLOCK))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0x" + Integer.toHexString(block));
    }

    @Test
    void saysHowToGetMoreMemory() {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 17; i++) {
                        backing(16);
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("-Dreplay.memory");
    }

    private static long page(int number) {
        return BASE + number * PAGE;
    }

    private Backing backing(long pages) {
        return new Backing(slab, null, BASE, BASE + pages * PAGE);
    }
}
