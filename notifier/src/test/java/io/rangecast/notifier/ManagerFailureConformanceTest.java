package io.rangecast.notifier;

import static io.rangecast.notifier.fixture.World.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rangecast.notifier.fixture.Watchdog;
import io.rangecast.notifier.fixture.WhileWaiting;
import io.rangecast.notifier.fixture.World;
import io.rangecast.ranges.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Section L again: operations on areas that fail half-way have changed nothing. */
@Watchdog
class ManagerFailureConformanceTest {
    private final World world = new World();

    /** One operation on the area [1000,2000), which changes the memory behind it. */
    @FunctionalInterface
    interface Operation {
        void run(AddressSpace space, Invalidator invalidator, MemoryChange change);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                operation("map", (s, i, change) -> s.map(i, 0x1000, 0x1800, 0, 0, null, change)),
                operation("unmap", (s, i, change) -> s.unmap(i, 0x1000, 0x1800, change)),
                operation("protect", (s, i, change) -> s.protect(i, 0x1000, 0x1800, Vma.READ, change)),
                operation("discard", (s, i, change) -> s.discard(i, 0x1000, 0x1800, change)),
                operation(
                        "move",
                        (s, i, change) ->
                                s.move(i, s.find(0x1000).slice(0x1000, 0x1800), 0x5000, 0x5800, null, change)),
                operation("migrate", (s, i, change) -> s.migrate(i, 0x1000, 0x1800, 7, change)),
                operation("clearSoftDirty", AddressSpace::clearSoftDirty),
                operation("release", AddressSpace::release),
                operation(
                        "fork",
                        (s, i, change) -> s.fork(i, area -> {
                            change.apply(area, area.start(), area.end());
                            return null;
                        })));
    }

    private static Arguments operation(String name, Operation operation) {
        return Arguments.of(name, operation);
    }

    @BeforeEach
    void mapOneArea() {
        world.map(0x1000, 0x2000, Vma.READ | Vma.WRITE);
    }

    private List<Vma> areas() {
        List<Vma> found = new ArrayList<>();
        world.space.areas().forEach(found::add);
        return found;
    }

    @ParameterizedTest(
            name = "L1-L8: {0} whose change of memory throws leaves the areas as they were and ends its window")
    @MethodSource("operations")
    void l1AnOperationWhoseChangeThrowsLeavesTheAreasAsTheyWere(String name, Operation operation) {
        Subscription a = world.subscribeA();
        List<Vma> before = areas();
        RuntimeException failed = new UnsupportedOperationException("cannot " + name);

        assertThatThrownBy(() -> operation.run(world.space, world.producer, (area, start, end) -> {
                    throw failed;
                }))
                .isSameAs(failed);

        assertThat(world.called).containsExactly("a");
        assertThat(areas()).isEqualTo(before);
        world.assertNothingOpen(a);
    }

    @ParameterizedTest(name = "L1-L8: {0} that is not acknowledged names the laggard, changes nothing, and works later")
    @MethodSource("operations")
    void l1AnOperationThatIsNotAcknowledgedChangesNothingAndWorksLater(String name, Operation operation) {
        Subscriber laggard = new Subscriber("laggard", said -> {});
        Subscription a = world.space.subscribe(0, MAX, laggard);
        List<Vma> before = areas();
        List<String> changes = new ArrayList<>();
        MemoryChange change = (area, start, end) -> changes.add(name);
        Invalidator impatient = world.impatient("impatient");

        InvalidationTimeoutException timeout = catchThrowableOfType(
                InvalidationTimeoutException.class, () -> operation.run(world.space, impatient, change));

        assertThat(timeout).hasMessageContaining("laggard");
        assertThat(timeout.laggards()).containsExactly("laggard");
        assertThat(changes).isEmpty();
        assertThat(areas()).isEqualTo(before);
        assertThat(a.readRetry(a.tryReadBegin())).isFalse();
        impatient.close();

        laggard.poll(8);
        WhileWaiting polling = WhileWaiting.then(() -> laggard.poll(8));
        operation.run(world.space, world.space.newInvalidator("patient", polling, Long.MAX_VALUE), change);
        assertThat(changes).containsExactly(name);
    }

    @Test
    void l1WhatACallbackHasUnmappedMeanwhileIsNotUnmappedTwice() {
        List<String> freed = new ArrayList<>();
        MemoryChange free = (area, start, end) -> freed.add(Interval.toString(start, end));
        world.map(0x1000, 0x2000, Vma.READ);
        world.map(0x2000, 0x3000, Vma.READ);
        world.subscribe("a", 0x1000, 0x2000, self -> world.space.unmap(world.producer, 0x2000, 0x3000, free));

        world.space.unmap(world.producer, 0x1000, 0x3000, free);

        assertThat(freed).containsExactly("[0x2000,0x3000)", "[0x1000,0x2000)");
    }

    @Test
    @DisplayName("a move of a reversed range is rejected before what the new range holds is unmapped")
    @SuppressWarnings("deprecation")
    void l2AMoveOfAReversedRangeChangesNothing() {
        world.map(0x100, 0x200, Vma.READ);
        List<Vma> before = areas();

        assertThatThrownBy(
                        () -> world.space.move(world.producer, 0x1800, 0x1400, 0x100, 0x200, null, MemoryChange.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0x1800")
                .hasMessageContaining("0x1400");
        assertThat(areas()).isEqualTo(before);
    }
}
