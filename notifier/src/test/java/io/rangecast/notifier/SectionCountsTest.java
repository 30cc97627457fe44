package io.rangecast.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.rangecast.notifier.fixture.Effort;
import io.rangecast.notifier.fixture.Stress;
import io.rangecast.notifier.fixture.Watchdog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sections without a group: what a start waits for, and when that comes to an end. */
@Watchdog
class SectionCountsTest {
    private static final int ROUNDS = Effort.of(600);

    private final SectionCounts counts = new SectionCounts(4);

    @Test
    void s1AStartThatFindsNoSectionOpenWaitsForNobody() {
        assertThat(SectionCounts.isOver(counts.look())).isTrue();

        counts.exit(counts.enter());

        assertThat(SectionCounts.isOver(counts.look())).isTrue();
    }

    @Test
    @DisplayName("it waits for a section that was open when it looked")
    void s1AStartWaitsForASectionThatWasOpen() {
        int section = counts.enter();
        long look = counts.look();
        for (int i = 0; i < 100; i++) {
            assertThat(SectionCounts.isOver(look)).isFalse();
            look = counts.lookAgain(look);
        }

        assertThat(counts.exit(section)).isZero();

        assertThat(SectionCounts.isOver(counts.lookAgain(look))).isTrue();
    }

    @Test
    @DisplayName("and for no later one, though it be of the same thread and never end")
    void s1AStartWaitsForNoLaterSection() {
        int section = counts.enter();
        long look = counts.look();
        counts.enter();

        counts.exit(section);

        assertThat(SectionCounts.isOver(counts.lookAgain(look))).isTrue();
        assertThat(counts.open()).isEqualTo(1);
    }

    @Test
    @DisplayName("nor do several that wait at a time, each for sections that the one before does not wait for")
    void s1SeveralStartsWaitForNoLaterSection() {
        Deque<Integer> sections = new ArrayDeque<>(List.of(counts.enter()));
        List<Long> looks = new ArrayList<>();
        for (int i = 1; i < SectionCounts.PHASES; i++) {
            looks.add(counts.look());
            sections.add(counts.enter());
        }
        for (long look : looks) {
            assertThat(SectionCounts.isOver(counts.lookAgain(look))).isFalse();
            counts.exit(sections.remove());
            assertThat(SectionCounts.isOver(counts.lookAgain(look))).isTrue();
        }
    }

    @Test
    @DisplayName("more of them come to an end as well, once the sections that were there before are over")
    void s1AnyNumberOfStartsComeToAnEnd() {
        Deque<Integer> sections = new ArrayDeque<>(List.of(counts.enter()));
        List<Long> looks = new ArrayList<>();
        for (int i = 0; i < 5 * SectionCounts.PHASES; i++) {
            looks.add(counts.look());
            sections.add(counts.enter());
            sections.add(counts.enter());
        }
        while (sections.size() > 1) {
            counts.exit(sections.remove());
            looks.replaceAll(counts::lookAgain);
        }
        counts.enter();
        counts.exit(sections.remove());
        looks.replaceAll(counts::lookAgain);
        looks.replaceAll(counts::lookAgain);
        assertThat(looks).allMatch(SectionCounts::isOver);
    }

    @Test
    @DisplayName("a start waits for the count that its sections stand in, which is none that later ones stand in")
    void s1AStartWaitsForTheCountOfItsSections() {
        int section = counts.enter();
        long look = counts.look();
        int later = counts.enter();

        assertThat(counts.awaited(look)).isEqualTo(SectionCounts.countOf(section));
        assertThat(SectionCounts.countOf(later)).isNotEqualTo(SectionCounts.countOf(section));

        long more = counts.look(); // of another, which begins a phase for itself
        int last = counts.enter();
        assertThat(counts.awaited(more)).isEqualTo(SectionCounts.countOf(section) | SectionCounts.countOf(later));
        assertThat(counts.awaited(counts.lookAgain(look))).isEqualTo(SectionCounts.countOf(section));
        assertThat(SectionCounts.countOf(last)).isNotIn(SectionCounts.countOf(section), SectionCounts.countOf(later));
    }

    @Test
    @DisplayName("one that cannot begin a phase, as none is free, waits for any exit")
    void s1AStartThatCannotBeginAPhaseWaitsForAnyExit() {
        for (int phase = 0; phase < SectionCounts.PHASES; phase++) {
            counts.enter();
            counts.look();
        }
        assertThat(counts.awaited(counts.look())).isEqualTo(SectionCounts.everyCount());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    @DisplayName("a start comes to an end though there is always a section open, also beside others that start")
    void s1AStartComesToAnEndThoughThereIsAlwaysASection(int starts) {
        int section = counts.enter();
        long[] looks = new long[starts];
        int[] rounds = new int[starts];
        looks[0] = counts.look();
        for (int i = 1; i < starts; i++) {
            looks[i] = counts.look();
        }
        for (int round = 0; round < 1000; round++) {
            int next = counts.enter();
            counts.exit(section);
            section = next;
            for (int i = 0; i < starts; i++) {
                looks[i] = counts.lookAgain(looks[i]);
                rounds[i]++;
                if (SectionCounts.isOver(looks[i])) {
                    assertThat(rounds[i]).isLessThanOrEqualTo(2 * SectionCounts.PHASES);
                    looks[i] = counts.look();
                    rounds[i] = 0;
                }
            }
        }
        assertThat(Arrays.stream(rounds)).allMatch(left -> left <= 2 * SectionCounts.PHASES);
    }

    @Test
    @DisplayName("a section may end in another thread, and its count goes with it")
    void s2ASectionMayEndInAnotherThread() {
        List<Integer> sections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sections.add(CompletableFuture.supplyAsync(counts::enter, task -> new Thread(task).start())
                    .join());
        }
        assertThat(counts.open()).isEqualTo(100);
        assertThat(sections.stream().distinct()).hasSizeBetween(2, 4); // stripes

        sections.forEach(counts::exit);

        assertThat(counts.open()).isZero();
        assertThat(SectionCounts.isOver(counts.look())).isTrue();
    }

    @Test
    @DisplayName("where no section is open none can be ended, and nothing changes")
    void s6WhereNoSectionIsOpenNoneCanBeEnded() {
        int section = counts.enter();
        assertThat(counts.exit(section)).isZero();

        assertThat(counts.exit(section)).isNegative();

        assertThat(counts.open()).isZero();
        assertThat(counts.enter()).isEqualTo(section);
        assertThat(SectionCounts.isOver(counts.look())).isFalse();
    }

    @Test
    @DisplayName("sections of one thread nest")
    void s6SectionsNest() {
        int outer = counts.enter();
        int inner = counts.enter();
        long look = counts.look();

        assertThat(counts.exit(inner)).isEqualTo(1);
        assertThat(SectionCounts.isOver(look = counts.lookAgain(look))).isFalse();
        assertThat(counts.exit(outer)).isZero();

        assertThat(SectionCounts.isOver(counts.lookAgain(look))).isTrue();
    }

    @Test
    @DisplayName("once closed, sections that enter are told, and those from before are waited for")
    void onceClosedSectionsThatEnterAreTold() {
        int section = counts.enter();
        counts.close();

        int refused = counts.enter();

        assertThat(counts.isClosed()).isTrue();
        assertThat(refused).isNegative();
        long look = counts.look();
        counts.exit(~refused);
        assertThat(SectionCounts.isOver(counts.lookAgain(look))).isFalse();
        counts.exit(section);
        assertThat(SectionCounts.isOver(counts.lookAgain(look))).isTrue();
    }

    @ParameterizedTest
    @Tag("proof")
    @ValueSource(ints = {2, 256})
    @DisplayName("what a section reads is not poisoned before it ends, and no start starves")
    void s1WhatASectionReadsIsNotPoisoned(int stripes) throws InterruptedException {
        Stress stress = new Stress();
        SectionCounts sections = new SectionCounts(stripes);
        Page[] current = {new Page()};
        for (int i = 0; i < 3; i++) {
            stress.meanwhile("reader " + i, random -> readIn(sections, current, stress, random));
        }
        for (int i = 0; i < 2; i++) {
            stress.repeat("producer " + i, ROUNDS / 2, random -> {
                Page old;
                synchronized (current) { // as the state of a subscription, it only says which page is there
                    old = current[0];
                    current[0] = new Page();
                }
                long look = sections.look();
                while (!SectionCounts.isOver(look) && stress.goesOn()) {
                    Thread.yield();
                    look = sections.lookAgain(look);
                }
                old.poisoned = true;
            });
        }
        stress.run();
        assertThat(sections.open()).isZero();
    }

    private static void readIn(SectionCounts sections, Page[] current, Stress stress, SplittableRandom random) {
        int section = sections.enter();
        Page page;
        synchronized (current) {
            page = current[0];
        }
        for (int i = 0; i < 4; i++) {
            stress.check(!page.poisoned, "poisoned under an open section");
            Stress.pause(random, 64);
        }
        stress.check(sections.exit(section) >= 0, "somebody else has ended this section");
    }

    private static final class Page {
        boolean poisoned;
    }
}
