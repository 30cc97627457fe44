package io.rangecast.notifier;

import static io.rangecast.notifier.Subscription.BUSY;
import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rangecast.notifier.fixture.Told;
import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section L: what a space that keeps its own areas sends, and when it changes memory and areas. */
@Watchdog
class ManagerConformanceTest {
    private static final int RW = Vma.READ | Vma.WRITE;

    private final World world = new World();
    private final AddressSpace space = world.space;
    private final Invalidator producer = world.producer;

    /** Callbacks and changes of memory in the order in which they came. */
    private final List<String> log = new ArrayList<>();

    private Subscription everything;

    /** Two neighbours and one apart: low, high and far. */
    private Vma low;

    private Vma high;
    private Vma far;

    @BeforeEach
    void mapThreeAreasAndSubscribeToEverything() {
        low = world.map(0x1000, 0x3000, RW);
        high = world.map(0x3000, 0x4000, Vma.READ);
        far = world.map(0x8000, 0x9000, RW);
        everything = space.subscribe(0, MAX, (subscription, said) -> {
            world.told.add(Told.by(said));
            return log.add(Told.by(said).what());
        });
    }

    /** Logs, and sees to it that the window is open and the areas are as they were. */
    private void change(Vma area, long start, long end) {
        assertThat(everything.tryReadBegin()).isEqualTo(BUSY);
        assertThat(space.find(start)).isSameAs(area);
        assertThat(space.find(end - 1)).isSameAs(area);
        log.add("change " + Interval.toString(start, end));
    }

    private List<String> areas() {
        List<String> found = new ArrayList<>();
        space.areas()
                .forEach(area -> found.add(
                        Interval.toString(area.start(), area.end()) + " " + area.id() + "/" + area.protection()));
        return found;
    }

    private static String area(long start, long end, Vma of) {
        return Interval.toString(start, end) + " " + of.id() + "/" + of.protection();
    }

    private void assertWindowEnded() {
        world.assertNothingOpen(everything);
    }

    @Test
    @DisplayName("unmapping sends UNMAP over the whole freed range, then frees part by part, then cuts the areas")
    void l1UnmappingSendsUnmapOverTheWholeFreedRange() {
        space.unmap(producer, 0x2000, 0x8800, this::change);

        assertThat(log)
                .containsExactly(
                        "UNMAP [0x2000,0x8800)",
                        "change [0x2000,0x3000)",
                        "change [0x3000,0x4000)",
                        "change [0x8000,0x8800)");
        assertThat(areas()).containsExactly(area(0x1000, 0x2000, low), area(0x8800, 0x9000, far));
        assertWindowEnded();
    }

    @Test
    @DisplayName("unmapping, discarding, protecting and migrating nothing sends nothing")
    void l1UnmappingNothingSendsNothing() {
        space.unmap(producer, 0x4000, 0x8000, this::change);
        space.discard(producer, 0x4000, 0x8000, this::change);
        space.protect(producer, 0x4000, 0x8000, 0, this::change);
        space.migrate(producer, 0x4000, 0x8000, 0, this::change);
        assertThat(log).isEmpty();
        assertWindowEnded();
    }

    @Test
    @DisplayName("mapping over something unmaps it first, mapping over nothing sends nothing")
    void l1MappingOverSomethingUnmapsItFirst() {
        Vma fresh = space.map(producer, 0x4000, 0x5000, RW, 0, null, this::change);
        assertThat(log).isEmpty();

        Vma over = space.map(producer, 0x2000, 0x4800, Vma.EXEC, 0, null, this::change);

        assertThat(log)
                .containsExactly(
                        "UNMAP [0x2000,0x4800)",
                        "change [0x2000,0x3000)",
                        "change [0x3000,0x4000)",
                        "change [0x4000,0x4800)");
        assertThat(areas())
                .containsExactly(
                        area(0x1000, 0x2000, low),
                        area(0x2000, 0x4800, over),
                        area(0x4800, 0x5000, fresh),
                        area(0x8000, 0x9000, far));
        assertWindowEnded();
    }

    @Test
    @DisplayName("what is left of an area, or has moved, keeps the user's flags")
    void l2WhatIsLeftOrHasMovedKeepsTheFlags() {
        space.map(producer, 0x20000, 0x24000, RW, 0x50, null, MemoryChange.NONE);
        space.unmap(producer, 0x21000, 0x22000, MemoryChange.NONE);
        Vma moved = space.move(
                producer, space.find(0x23000).slice(0x23000, 0x24000), 0x30000, 0x31000, null, MemoryChange.NONE);
        assertThat(List.of(space.find(0x20000), space.find(0x22000), moved))
                .extracting(Vma::flags)
                .containsOnly(0x50);
    }

    @Test
    @DisplayName("moving sends UNMAP over the old range only; the area keeps its id and has a new generation")
    void l2MovingSendsUnmapOverTheOldRangeOnly() {
        Vma moved = space.move(producer, space.find(0x1000).slice(0x1000, 0x2000), 0x5000, 0x6000, "tag", this::change);

        assertThat(log).containsExactly("UNMAP [0x1000,0x2000)", "change [0x1000,0x2000)");
        assertThat(areas())
                .containsExactly(
                        area(0x2000, 0x3000, low),
                        area(0x3000, 0x4000, high),
                        area(0x5000, 0x6000, low),
                        area(0x8000, 0x9000, far));
        assertThat(space.find(0x5000)).isSameAs(moved);
        assertThat(moved.generation()).isGreaterThan(far.generation());
        assertThat(moved.tag()).isEqualTo("tag");
        assertWindowEnded();
    }

    @Test
    @DisplayName("what the new range of a move holds is unmapped before, in a window of its own")
    void l2WhatTheNewRangeHoldsIsUnmappedBefore() {
        space.move(producer, space.find(0x1000).slice(0x1000, 0x2000), 0x8800, 0x9800, null, this::change);

        assertThat(log)
                .containsExactly(
                        "UNMAP [0x8800,0x9800)",
                        "change [0x8800,0x9000)",
                        "UNMAP [0x1000,0x2000)",
                        "change [0x1000,0x2000)");
        assertThat(areas()).contains(area(0x8000, 0x8800, far), area(0x8800, 0x9800, low));
        assertWindowEnded();
    }

    @Test
    @DisplayName(
            "a move by four numbers moves what is there; one from outside one area is rejected and changes nothing")
    @SuppressWarnings("deprecation")
    void l2AMoveFromOutsideOneAreaIsRejected() {
        space.move(producer, 0x8000, 0x9000, 0xa000, 0xb000, null, MemoryChange.NONE);
        assertThat(areas()).contains(area(0xa000, 0xb000, far)).doesNotContain(area(0x8000, 0x9000, far));
        log.clear();
        List<String> before = areas();
        assertThatThrownBy(() -> space.move(producer, 0x2000, 0x4000, 0x5000, 0x7000, null, this::change))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0x2000,0x4000)");
        assertThat(log).isEmpty();
        assertThat(areas()).isEqualTo(before);
        assertWindowEnded();
    }

    @Test
    @DisplayName("a move of an area that went, came back anew, is of another space or reaches too far is rejected")
    void l2AMoveOfAnAreaThatIsNotMappedIsRejected() {
        Vma whole = space.map(producer, 0x20000, 0x22000, RW, 0, null, MemoryChange.NONE);
        Vma gone = space.map(producer, 0x30000, 0x32000, RW, 0, null, MemoryChange.NONE);
        space.unmap(producer, 0x30000, 0x32000, MemoryChange.NONE);
        Vma before = space.map(producer, 0x40000, 0x42000, RW, 0, null, MemoryChange.NONE);
        space.map(producer, 0x40000, 0x42000, RW, 0, null, MemoryChange.NONE);
        AddressSpace child = space.fork(producer, Vma::tag);
        List<String> areas = areas();
        log.clear();

        for (Vma wrong : List.of(gone, before, child.find(0x20000), whole.slice(0x20000, 0x23000))) {
            assertThatThrownBy(() -> space.move(producer, wrong, 0x50000, 0x52000, null, this::change))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.toString());
        }
        assertThat(log).isEmpty();
        assertThat(areas()).isEqualTo(areas);
        assertWindowEnded();
    }

    @Test
    @DisplayName("an area whose protection has changed since it was found moves with the new one")
    void l2AnAreaMovesAsItIsNow() {
        Vma found = space.map(producer, 0x20000, 0x22000, RW, 0, null, MemoryChange.NONE);
        space.protect(producer, 0x20000, 0x22000, Vma.READ, MemoryChange.NONE);

        Vma moved = space.move(producer, found, 0x50000, 0x52000, null, MemoryChange.NONE);

        assertThat(moved.protection()).isEqualTo(Vma.READ);
        assertThat(space.find(0x20000)).isNull();
    }

    @Test
    void l3DiscardingSendsClearAndKeepsTheAreas() {
        List<String> before = areas();
        space.discard(producer, 0x2000, 0x3800, this::change);
        assertThat(log).containsExactly("CLEAR [0x2000,0x3800)", "change [0x2000,0x3000)", "change [0x3000,0x3800)");
        assertThat(areas()).isEqualTo(before);
        assertWindowEnded();
    }

    @Test
    @DisplayName("protecting sends PROTECTION_VMA for each area with its new protection, and skips those that have it")
    void l4ProtectingSendsAWindowForEachAreaAndSkipsThoseThatHaveIt() {
        space.protect(producer, 0x2000, 0x8800, Vma.READ, this::change);

        assertThat(log)
                .containsExactly(
                        "PROTECTION_VMA [0x2000,0x3000)",
                        "change [0x2000,0x3000)",
                        "PROTECTION_VMA [0x8000,0x8800)",
                        "change [0x8000,0x8800)");
        assertThat(world.told).extracting(Told::protection).containsOnly(Vma.READ);
        assertThat(world.told).extracting(Told::area).containsExactly(low.id(), far.id());
        assertThat(areas())
                .containsExactly(
                        area(0x1000, 0x2000, low),
                        Interval.toString(0x2000, 0x3000) + " " + low.id() + "/" + Vma.READ,
                        area(0x3000, 0x4000, high),
                        Interval.toString(0x8000, 0x8800) + " " + far.id() + "/" + Vma.READ,
                        area(0x8800, 0x9000, far));
        assertWindowEnded();
    }

    @Test
    @DisplayName(
            "forking sends PROTECTION_PAGE over the source, copies its areas inside the window, and no subscription")
    void l6ForkingSendsProtectionPageOverTheSource() {
        List<String> before = areas();
        AddressSpace child = space.fork(producer, area -> {
            change(area, area.start(), area.end());
            return "copy of " + area.id();
        });

        assertThat(log)
                .containsExactly(
                        "PROTECTION_PAGE [0x0,0xffffffffffffffff)",
                        "change [0x1000,0x3000)",
                        "change [0x3000,0x4000)",
                        "change [0x8000,0x9000)");
        assertThat(child.find(0x1000).tag()).isEqualTo("copy of " + low.id());
        assertThat(child.find(0x1000).generation()).isEqualTo(low.generation());
        assertThat(child.find(0x1000).space()).isSameAs(child);
        assertThat(child.areas().size()).isEqualTo(3);
        assertThat(areas()).isEqualTo(before);
        log.clear();
        child.unmap(child.newInvalidator("child"), 0, MAX, MemoryChange.NONE);
        assertThat(log).isEmpty();
        assertWindowEnded();
    }

    @Test
    @DisplayName("clearing soft-dirty sends SOFT_DIRTY over the whole space, without an area")
    void l7ClearingSoftDirtySendsSoftDirtyOverTheWholeSpace() {
        space.clearSoftDirty(producer, this::change);
        assertThat(world.told)
                .containsExactly(
                        new Told(InvalidationEvent.SOFT_DIRTY, Invalidation.BLOCKABLE, space.id(), 0, 0, 0, 0, 0, MAX));
        assertThat(log).hasSize(4);
        assertWindowEnded();
    }

    @Test
    @DisplayName("migrating by an owner neither calls the owner's subscription nor disturbs its readers")
    void l8MigratingByAnOwnerSparesTheOwnersSubscription() {
        long owner = 0xcafe;
        Subscription own = space.subscribe(0x1000, 0x1000, InvalidationEvent.ALL, owner, world.logging("own callback"));
        Subscription ownThread =
                space.subscribe(0x1000, 0x1000, InvalidationEvent.ALL, owner, new Subscriber("own thread", said -> {}));
        space.subscribe(0x1000, 0x1000, InvalidationEvent.ALL, 0xbeef, world.logging("other's"));
        long seen = own.readBegin();
        long seenByThread = ownThread.readBegin();

        space.migrate(producer, 0x1000, 0x2000, owner, (area, start, end) -> {
            change(area, start, end);
            assertThat(own.readRetry(seen)).isFalse();
            assertThat(own.tryReadBegin()).isEqualTo(seen);
        });

        assertThat(world.called).containsExactly("other's");
        assertThat(world.told).extracting(Told::owner).containsOnly(owner);
        assertThat(log).containsExactly("MIGRATE [0x1000,0x2000)", "change [0x1000,0x2000)");
        assertThat(own.readRetry(seen)).isFalse();
        assertThat(ownThread.readRetry(seenByThread)).isFalse();
        assertWindowEnded();
    }

    @Test
    @DisplayName("the owner's subscription is called for what is no migration, and for migrations by others")
    void l8TheOwnersSubscriptionIsCalledForEverythingElse() {
        space.subscribe(0x1000, 0x1000, InvalidationEvent.ALL, 0xcafe, world.logging("own"));
        space.migrate(producer, 0x1000, 0x2000, 0xbeef, this::change);
        space.migrate(producer, 0x1000, 0x2000, 0, this::change);
        space.unmap(producer, 0x1000, 0x2000, this::change);
        assertThat(world.called).containsExactly("own", "own", "own");
    }

    @Test
    @DisplayName("who subscribes for the owner while the owner migrates does not wait for that")
    void l8WhoSubscribesForTheOwnerWhileTheOwnerMigratesDoesNotWait() {
        List<Boolean> begun = new ArrayList<>();
        world.map(0x1000, 0x2000, Vma.READ);
        world.space.migrate(world.producer, 0x1000, 0x2000, 7, (area, start, end) -> {
            for (long owner : new long[] {7, 8}) {
                Subscription newcomer =
                        world.space.subscribe(0x1000, 0x1000, InvalidationEvent.ALL, owner, world.logging("newcomer"));
                begun.add(newcomer.tryReadBegin() != Subscription.BUSY);
            }
        });
        assertThat(begun).containsExactly(true, false);
    }

    @Test
    @DisplayName("what is mapped in a child after the fork has an id and a generation that nothing copied has")
    void l6NewAreasOfAChildAreNoneOfTheSources() {
        AddressSpace child = world.space.fork(world.producer, Vma::tag);
        List<Vma> copied = new ArrayList<>();
        child.areas().forEach(copied::add);

        Vma added =
                child.map(child.newInvalidator("child"), 0x100_0000, 0x100_1000, Vma.READ, 0, null, MemoryChange.NONE);

        assertThat(copied).isNotEmpty();
        assertThat(copied).extracting(Vma::id).doesNotContain(added.id());
        assertThat(copied).extracting(Vma::generation).doesNotContain(added.generation());
    }
}
