package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row U1: pieces of one area that are alike again are one area again, and nothing else is. */
@Watchdog
class AreaJoinConformanceTest {
    private static final int RW = Vma.READ | Vma.WRITE;
    private static final long PAGE = 0x1000;
    private static final long START = 0x10_0000;
    private static final int PAGES = 64;
    private static final long END = START + PAGES * PAGE;
    private static final Object TAG = new Object();

    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Invalidator producer = world.producer;
    private final Vma area = map(START, END);

    private Vma map(long start, long end) {
        return space.map(producer, start, end, RW, 0x50, TAG, MemoryChange.NONE);
    }

    private void protect(long start, long end, int protection) {
        space.protect(producer, start, end, protection, MemoryChange.NONE);
    }

    private void everyOtherPage(int protection) {
        for (long page = START; page < END; page += 2 * PAGE) {
            protect(page, page + PAGE, protection);
        }
    }

    private List<Vma> areas() {
        List<Vma> found = new ArrayList<>();
        space.areas().forEach(found::add);
        return found;
    }

    /** The one area that there is, and that it is still the same. */
    private void assertIsWhole(int protection) {
        assertThat(areas()).hasSize(1);
        Vma whole = areas().get(0);
        assertThat(whole)
                .usingRecursiveComparison()
                .comparingOnlyFields("start", "end")
                .isEqualTo(area);
        assertThat(whole.id()).isEqualTo(area.id());
        assertThat(whole.generation()).isEqualTo(area.generation());
        assertThat(whole.protection()).isEqualTo(protection);
        assertThat(whole.flags()).isEqualTo(0x50);
        assertThat(whole.tag()).isSameAs(TAG);
    }

    @Test
    @DisplayName("guard pages that come and go leave one area, whose protection changes in one window")
    void u1GuardPagesThatComeAndGoLeaveOneArea() {
        everyOtherPage(0);
        assertThat(space.areas().size()).isEqualTo(PAGES);

        everyOtherPage(RW);
        assertIsWhole(RW);

        world.subscribe("a", START, END);
        protect(START, END, Vma.READ);
        assertThat(world.told)
                .extracting(Told::what)
                .containsExactly(InvalidationEvent.PROTECTION_VMA + " [0x100000,0x140000)");
        assertIsWhole(Vma.READ);
    }

    @Test
    @DisplayName("the whole is protected over its pieces: a window for each that changes, then one area")
    void u1ProtectingTheWholeJoinsItsPieces() {
        everyOtherPage(0);
        world.subscribe("a", START, END);

        protect(START, END, RW);

        assertThat(world.told).hasSize(PAGES / 2);
        assertIsWhole(RW);
    }

    @Test
    @DisplayName("a part joins what is below, what is above, or both, also outside the range that is protected")
    void u1APartJoinsItsNeighbours() {
        protect(START + 8 * PAGE, START + 16 * PAGE, 0);

        protect(START + 8 * PAGE, START + 9 * PAGE, RW);
        assertThat(space.find(START).end()).isEqualTo(START + 9 * PAGE);
        protect(START + 15 * PAGE, START + 16 * PAGE, RW);
        assertThat(space.find(END - 1).start()).isEqualTo(START + 15 * PAGE);
        protect(START + 9 * PAGE, START + 15 * PAGE, RW);
        assertIsWhole(RW);
    }

    @Test
    void u1AJoinedAreaMovesAsAWhole() {
        everyOtherPage(0);
        assertThatThrownBy(() -> space.move(producer, area, 0x90_0000, 0x94_0000, TAG, MemoryChange.NONE))
                .isInstanceOf(IllegalArgumentException.class);
        everyOtherPage(RW);

        Vma moved = space.move(producer, area, 0x90_0000, 0x94_0000, TAG, MemoryChange.NONE);

        assertThat(areas()).containsExactly(moved);
        assertThat(moved.id()).isEqualTo(area.id());
    }

    @Test
    @DisplayName("discarding, migrating and clearing soft-dirty bits neither cut nor keep apart")
    void u1WhatKeepsTheAreasKeepsThemJoinable() {
        protect(START, START + PAGE, 0);
        space.discard(producer, START, START + 8 * PAGE, MemoryChange.NONE);
        space.migrate(producer, START + PAGE, END, 0, MemoryChange.NONE);
        space.clearSoftDirty(producer, MemoryChange.NONE);

        protect(START, START + PAGE, RW);
        assertIsWhole(RW);
    }

    @Test
    @DisplayName("the pieces of a child join as those of its parent do, if their tags are one object")
    void u1ThePiecesOfAChildJoinIfTheirTagsAreOneObject() {
        protect(START, START + PAGE, 0);
        AddressSpace alike = space.fork(producer, Vma::tag);
        AddressSpace different = space.fork(producer, piece -> new Object());

        for (AddressSpace child : List.of(alike, different)) {
            Invalidator invalidator = child.newInvalidator("child");
            child.protect(invalidator, START, START + PAGE, RW, MemoryChange.NONE);
            invalidator.close();
        }
        assertThat(alike.areas().size()).isEqualTo(1);
        assertThat(alike.find(START).space()).isSameAs(alike);
        assertThat(different.areas().size()).isEqualTo(2);
        assertThat(space.areas().size()).isEqualTo(2);
    }

    @Test
    @DisplayName("another life stays apart: mapped beside, mapped into a hole, or moved away and back")
    void u1AnotherLifeStaysApart() {
        Vma beside = map(END, END + PAGE);
        space.unmap(producer, START + PAGE, START + 2 * PAGE, MemoryChange.NONE);
        Vma inHole = map(START + PAGE, START + 2 * PAGE);
        Vma away = space.move(producer, area.slice(END - PAGE, END), 0x90_0000, 0x90_1000, TAG, MemoryChange.NONE);
        Vma back = space.move(producer, away, END - PAGE, END, TAG, MemoryChange.NONE);

        protect(0, MAX, Vma.READ);
        protect(0, MAX, RW);

        assertThat(areas())
                .extracting(Vma::generation)
                .containsExactly(
                        area.generation(),
                        inHole.generation(),
                        area.generation(),
                        back.generation(),
                        beside.generation());
    }

    @Test
    @DisplayName("a hole of one byte keeps apart what is alike")
    void u1AHoleKeepsApart() {
        space.unmap(producer, START + PAGE, START + PAGE + 1, MemoryChange.NONE);
        protect(0, MAX, Vma.READ);
        protect(0, MAX, RW);
        assertThat(areas()).hasSize(2);
    }

    @Test
    @DisplayName("what fails joins nothing, and what was joined before stays so")
    void u1WhatFailsJoinsNothing() {
        protect(START, START + 2 * PAGE, 0);
        protect(START + PAGE, START + 2 * PAGE, Vma.READ);
        List<Vma> before = areas();

        assertThatThrownBy(() -> space.protect(producer, START, START + 2 * PAGE, RW, (changed, start, end) -> {
                    throw new UnsupportedOperationException("no such protection");
                }))
                .hasMessage("no such protection");

        assertThat(areas()).isEqualTo(before);
        world.assertNothingOpen();
    }

    @ParameterizedTest(
            name = "U1: a translation made of a part, as a range: {0}, is one of the whole after it has joined")
    @ValueSource(booleans = {false, true})
    void u1ATranslationOfAPartIsOneOfTheWhole(boolean asRange) {
        TranslationCacheWorld own = new TranslationCacheWorld(false);
        AddressSpace joined = own.world.space;
        Invalidator sender = own.world.producer;
        own.subscriber.attach();
        own.world.map(START, END, RW);
        joined.protect(sender, START, START + 8 * PAGE, Vma.READ, MemoryChange.NONE);
        for (long at : new long[] {START + 7 * PAGE, START + 8 * PAGE}) { // on either side of the cut
            assertThat(asRange ? own.learnRange(at, at + PAGE, joined.find(at)) : own.learn(at, joined.find(at)))
                    .isTrue();
        }

        joined.protect(sender, START, START + 8 * PAGE, RW, MemoryChange.NONE);
        assertThat(joined.areas().size()).isEqualTo(1);
        assertThat(own.access(START + 7 * PAGE))
                .as("rights come back by a fill only")
                .isEqualTo(Vma.READ);
        assertThat(own.access(START + 8 * PAGE)).isEqualTo(RW);

        joined.protect(sender, START, END, Vma.READ | Vma.EXEC, MemoryChange.NONE);
        assertThat(own.access(START + 7 * PAGE)).isEqualTo(Vma.READ);
        assertThat(own.access(START + 8 * PAGE)).isEqualTo(Vma.READ);
        joined.protect(sender, START, END, 0, MemoryChange.NONE);
        assertThat(own.knows(START + 7 * PAGE) || own.knows(START + 8 * PAGE)).isFalse();
        own.assertNothingOpen();
    }

    @Test
    @DisplayName("Vma.join makes one of two only if nothing tells them apart, and is the joiner of an area map")
    void u1JoinMakesOneOfTwoOnlyIfNothingTellsThemApart() {
        Vma low = new Vma(space, 7, 8, 0x1000, 0x2000, RW, 9, TAG);
        Vma joined = low.join(new Vma(space, 7, 8, 0x2000, 0x3000, RW, 9, TAG));
        assertThat(joined.start()).isEqualTo(0x1000);
        assertThat(joined.end()).isEqualTo(0x3000);
        assertThat(joined.join(new Vma(space, 7, 8, 0x3000, MAX, RW, 9, TAG)).end())
                .isEqualTo(MAX);
        AddressSpace other = new AddressSpace();
        List<Vma> different = List.of(
                new Vma(other, 7, 8, 0x2000, 0x3000, RW, 9, TAG),
                new Vma(space, 6, 8, 0x2000, 0x3000, RW, 9, TAG),
                new Vma(space, 7, 9, 0x2000, 0x3000, RW, 9, TAG),
                new Vma(space, 7, 8, 0x2001, 0x3000, RW, 9, TAG),
                new Vma(space, 7, 8, 0x1fff, 0x3000, RW, 9, TAG),
                new Vma(space, 7, 8, 0x2000, 0x3000, Vma.READ, 9, TAG),
                new Vma(space, 7, 8, 0x2000, 0x3000, RW, 8, TAG),
                new Vma(space, 7, 8, 0x2000, 0x3000, RW, 9, null));
        assertThat(different).allSatisfy(above -> assertThat(low.join(above)).isNull());
        other.close();
    }
}
